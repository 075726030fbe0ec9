import type { Command } from '../command';
import { forEachName } from '../for-each-name';

export const command: Command = {
  name: 'rm',
  summary: 'Remove containers',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: {
    force: { kind: 'switch', short: 'f', help: 'Kill it first when it runs' },
    volumes: {
      kind: 'switch',
      short: 'v',
      help: 'Accepted for compatibility: its own volumes always go with it',
    },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    const force = flags.switch('force');
    return forEachName(args, io, (name) => engine.containers.remove(name, { force }));
  },
};
