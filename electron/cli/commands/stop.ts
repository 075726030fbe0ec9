import type { Command } from '../command';
import { forEachName } from '../for-each-name';
import { stopFlags, stopOptions } from '../stop-options';

export const command: Command = {
  name: 'stop',
  summary: 'Stop running containers',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  flags: stopFlags,
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const options = stopOptions(flags);
    const { engine } = await services();
    return forEachName(args, io, (name) => engine.containers.stop(name, options));
  },
};
