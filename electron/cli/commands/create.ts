import type { Command } from '../command';
import { containerFlags, containerOptions } from '../container-flags';

export const command: Command = {
  name: 'create',
  summary: 'Make a container without starting it',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  flags: containerFlags,
  interspersed: false,
  usageExitCode: 125,
  args: { min: 1, max: Infinity },
  async run({ args, flags, io, services }) {
    const { engine } = await services();
    const container = await engine.containers.create(containerOptions(args, flags));
    io.stdout.write(`${container.id}\n`);
    return 0;
  },
};
