import type { Command } from '../command';
import { containerFlags, containerOptions } from '../container-flags/container-flags';
import { createFlags, makeContainer } from '../make-container';

export const command: Command = {
  name: 'create',
  summary: 'Make a container without starting it',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  flags: { ...containerFlags, ...createFlags },
  interspersed: false,
  usageExitCode: 125,
  args: { min: 1, max: Infinity },
  async run(context) {
    const { args, flags, io } = context;
    const container = await makeContainer(context, containerOptions(args, flags));
    io.stdout.write(`${container.id}\n`);
    return 0;
  },
};
