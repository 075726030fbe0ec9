import type { Command } from '../command';
import { printError } from '../output/errors';

export const command: Command = {
  name: 'wait',
  summary: 'Wait until containers end, then print their exit codes',
  usage: 'CONTAINER [CONTAINER...]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, io, signal, services }) {
    const { engine } = await services();
    let code = 0;
    for (const name of args) {
      try {
        io.stdout.write(`${await engine.containers.wait(name, signal)}\n`);
      } catch (error) {
        printError(io.stderr, error);
        code = 1;
      }
    }
    return code;
  },
};
