import type { Command } from '../command';
import { forEachName } from '../for-each-name';

export const command: Command = {
  name: 'engine rm',
  summary: 'Forget engines that were added',
  usage: 'NAME [NAME...]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: Infinity },
  async run({ args, io, services }) {
    const { engines } = await services();
    return forEachName(args, io, (name) => engines.remove(name));
  },
};
