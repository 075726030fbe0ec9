import type { Command } from '../command';
import { forEachName } from '../for-each-name';

export const command: Command = {
  name: 'pause',
  summary: 'Hold all processes of containers still',
  usage: 'CONTAINER [CONTAINER...]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, io, services }) {
    const { engine } = await services();
    return forEachName(args, io, (name) => engine.containers.pause(name));
  },
};
