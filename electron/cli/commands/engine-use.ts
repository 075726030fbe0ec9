import type { Command } from '../command';

export const command: Command = {
  name: 'engine use',
  summary: 'Work with an engine from now on, here and in the window',
  usage: 'NAME',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 1, max: 1 },
  async run({ args, io, services }) {
    const name = args[0] ?? '';
    await (await services()).engines.select(name);
    io.stdout.write(`${name}\n`);
    return 0;
  },
};
