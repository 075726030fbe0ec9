import type { Command } from '../command';

export const command: Command = {
  name: 'tag',
  summary: 'Give an image another name',
  usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  flags: {},
  interspersed: true,
  usageExitCode: 1,
  args: { min: 2, max: 2 },
  async run({ args, services }) {
    const { engine } = await services();
    await engine.images.tag(args[0] ?? '', args[1] ?? '');
    return 0;
  },
};
