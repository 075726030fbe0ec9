import { cachePruneFlags, cachePruneOptions } from '../build/cache-options';
import { cacheDetails, cacheTable } from '../build/cache-table';
import type { Command } from '../command';
import { confirmed } from '../confirm';
import { humanSize } from '../output/units';
import { runJob } from '../run-job';

export const command: Command = {
  name: 'builder prune',
  summary: 'Remove build cache',
  usage: '[OPTIONS]',
  flags: cachePruneFlags,
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run(context) {
    const { flags, io } = context;
    const options = cachePruneOptions(flags, Date.now());
    const what = options.all ? 'all build cache' : 'all build cache that no image holds';
    if (!flags.switch('force') && !(await confirmed(context, `This will remove ${what}.`)))
      return 0;
    const { engine } = await context.services();
    const result = await runJob(context, 'prune', 'build cache', { ...options }, async (work) => {
      const value = await engine.pruneBuildCache(options, work);
      return { value, result: { imageIds: [], names: [], summary: humanSize(value.freedBytes) } };
    });
    const { removed, freedBytes } = result;
    if (removed.length > 0) {
      const details = flags.switch('verbose');
      io.stdout.write(details ? cacheDetails(removed) : cacheTable(removed, Date.now()));
    }
    io.stdout.write(`Total:\t${humanSize(freedBytes)}\n`);
    return 0;
  },
};
