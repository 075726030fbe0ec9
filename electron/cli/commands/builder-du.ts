import type { BuildCacheItem } from '../../../shared/model/build-cache';
import { cacheFilterFlag, cacheFilters } from '../build/cache-options';
import { cacheDetails, cacheTable } from '../build/cache-table';
import type { Command } from '../command';
import { humanSize } from '../output/units';

export const command: Command = {
  name: 'builder du',
  summary: 'Show what the build cache takes',
  usage: '[OPTIONS]',
  flags: {
    builder: { kind: 'text', hidden: true, help: '' },
    ...cacheFilterFlag,
    verbose: { kind: 'switch', help: 'List each with what made it' },
  },
  interspersed: true,
  usageExitCode: 1,
  args: { min: 0, max: 0 },
  async run({ flags, io, services }) {
    const now = Date.now();
    const { unusedForMs, ids, kind } = cacheFilters(flags, now);
    const { engine } = await services();
    const items = (await engine.buildCache()).filter(
      (item) =>
        (kind === undefined || item.kind === kind) &&
        (ids === undefined || ids.some((id) => item.id.startsWith(id))) &&
        (unusedForMs === undefined || Date.parse(item.usedAt) <= now - unusedForMs),
    );
    io.stdout.write(flags.switch('verbose') ? cacheDetails(items) : cacheTable(items, now));
    const sum = (take: (item: BuildCacheItem) => boolean) =>
      humanSize(items.filter(take).reduce((total, item) => total + item.sizeBytes, 0));
    io.stdout.write(`Shared:\t\t${sum((item) => item.isShared)}\n`);
    io.stdout.write(`Private:\t${sum((item) => !item.isShared)}\n`);
    io.stdout.write(`Reclaimable:\t${sum((item) => !item.isInUse && !item.isShared)}\n`);
    io.stdout.write(`Total:\t\t${sum(() => true)}\n`);
    return 0;
  },
};
