import type { BuildCacheItem } from '../../../shared/model/build-cache';
import { formatTable } from '../output/table';
import { humanAge, humanSize, shortId } from '../output/units';

/** The table of `docker builder du` and `prune`. A star marks what is shared with images. */
export function cacheTable(items: ReadonlyArray<BuildCacheItem>, nowMs: number): string {
  return formatTable(
    ['ID', 'RECLAIMABLE', 'SIZE', 'LAST ACCESSED'],
    items.map((item) => [
      `${shortId(item.id)}${item.isShared ? '*' : ''}`,
      String(!item.isInUse),
      humanSize(item.sizeBytes),
      humanAge(item.usedAt, nowMs),
    ]),
  );
}

/** Each with what made it: `--verbose`. */
export function cacheDetails(items: ReadonlyArray<BuildCacheItem>): string {
  return items
    .map((item) =>
      [
        `ID:\t\t${item.id}`,
        `Created at:\t${item.createdAt}`,
        `Last used:\t${item.usedAt}`,
        `Reclaimable:\t${String(!item.isInUse)}`,
        `Shared:\t\t${String(item.isShared)}`,
        `Size:\t\t${humanSize(item.sizeBytes)}`,
        `Description:\t${item.description}`,
        `Type:\t\t${item.kind === 'layer' ? 'regular' : 'exec.cachemount'}`,
        '',
        '',
      ].join('\n'),
    )
    .join('');
}
