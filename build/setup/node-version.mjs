import { SetupError } from './report.mjs';

const leastMajor = 20;

const isMet = () => Number(process.versions.node.split('.')[0]) >= leastMajor;

async function meet() {
  throw new SetupError(
    `Darkroom is built with Node ${leastMajor} or newer; this is ${process.versions.node}. ` +
      'Install a newer Node, then run the same command again.',
  );
}

export const nodeVersion = { name: 'Node', isMet, meet };
