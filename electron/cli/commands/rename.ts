import type { Command } from '../command';

export const command: Command = {
  name: 'rename',
  summary: 'Give a container another name',
  usage: 'CONTAINER NEW_NAME',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 2, max: 2 },
  async run({ args, services }) {
    const { engine } = await services();
    await engine.containers.rename(args[0] ?? '', args[1] ?? '');
    return 0;
  },
};
