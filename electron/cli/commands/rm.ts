import { toWire } from '../../../shared/errors';
import { UsageError, type Command } from '../command';
import { printError } from '../output/errors';

export const command: Command = {
  name: 'rm',
  summary: 'Remove containers',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: {
    force: { kind: 'switch', short: 'f', help: 'Kill it first when it runs' },
    link: { kind: 'switch', short: 'l', help: 'Refused: there are no links' },
    volumes: {
      kind: 'switch',
      short: 'v',
      help: 'Its anonymous volumes too',
    },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    if (flags.switch('link')) throw new UsageError('--link: containers have no links here');
    const { engine } = await services();
    const force = flags.switch('force');
    const volumes = flags.switch('volumes');
    let code = 0;
    for (const name of args) {
      try {
        await engine.containers.remove(name, { force, volumes });
        io.stdout.write(`${name}\n`);
      } catch (error) {
        printError(io.stderr, error);
        // With --force what is not there is as it should be; docker, too, says so and answers 0.
        if (!force || toWire(error).code !== 'CONTAINER_NOT_FOUND') code = 1;
      }
    }
    return code;
  },
};
