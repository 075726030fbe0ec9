import type { Command } from '../command';
import { printError } from '../output/errors';

export const command: Command = {
  name: 'rmi',
  summary: 'Remove names and images',
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  flags: {
    force: {
      kind: 'switch',
      short: 'f',
      help: 'Also remove images with several names or stopped containers',
    },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    let code = 0;
    for (const name of args) {
      try {
        const items = await engine.images.remove(name, { force: flags.switch('force') });
        for (const item of items) {
          io.stdout.write(`${item.kind === 'untagged' ? 'Untagged' : 'Deleted'}: ${item.value}\n`);
        }
      } catch (error) {
        printError(io.stderr, error);
        code = 1;
      }
    }
    return code;
  },
};
