import type { Command } from '../command';
import { forEachName } from '../for-each-name';

export const command: Command = {
  name: 'volume rm',
  summary: 'Remove volumes that no container uses',
  usage: '[OPTIONS] VOLUME [VOLUME...]',
  flags: { force: { kind: 'switch', short: 'f', help: 'One that is not there is no error' } },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    const force = flags.switch('force');
    return forEachName(args, io, (name) => engine.volumes.remove(name, { force }));
  },
};
