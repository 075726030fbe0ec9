import type { Command } from '../command';
import { confirmed } from '../confirm';
import { humanSize } from '../output/units';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'prune',
  summary: 'Remove images without a name (or all unused ones) and what nothing needs any more',
  usage: '[OPTIONS]',
  flags: {
    all: { kind: 'switch', short: 'a', help: 'All images that no container uses' },
    force: { kind: 'switch', short: 'f', help: 'Do not ask' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run(context) {
    const { flags, io } = context;
    const all = flags.switch('all');
    const what = all ? 'all images that no container uses' : 'all images without a name';
    const warning = `This will remove ${what}, and what nothing needs any more.`;
    if (!flags.switch('force') && !(await confirmed(context, warning))) return 0;
    const { engine } = await context.services();
    const result = await runJob(context, 'prune', '', { all }, async (work) => {
      const value = await engine.images.prune({ all }, work);
      return { value, result: { imageIds: [], names: [], summary: humanSize(value.freedBytes) } };
    });
    for (const item of result.removed) {
      io.stdout.write(`${item.kind === 'untagged' ? 'untagged' : 'deleted'}: ${item.value}\n`);
    }
    io.stdout.write(`Total reclaimed space: ${humanSize(result.freedBytes)}\n`);
    return 0;
  },
};
