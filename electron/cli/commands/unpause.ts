import type { Command } from '../command';
import { forEachName } from '../for-each-name';

export const command: Command = {
  name: 'unpause',
  summary: 'Let the processes of paused containers go on',
  usage: 'CONTAINER [CONTAINER...]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, io, services }) {
    const { engine } = await services();
    return forEachName(args, io, (name) => engine.containers.unpause(name));
  },
};
