import type {
  BuildCacheItem,
  BuildCachePruneOptions,
} from '../../../../../shared/model/build-cache';

/**
 * What a prune removes, longest unused first: without a size all that the filters take, with one only as
 * much as is over it. What a build uses stays; what images hold as well frees nothing and goes with
 * `all` only.
 */
export function chooseVictims(
  items: ReadonlyArray<BuildCacheItem>,
  options: BuildCachePruneOptions,
  freeBytes: number,
  nowMs: number,
): ReadonlyArray<BuildCacheItem> {
  const candidates = [...items]
    .sort((a, b) => a.usedAt.localeCompare(b.usedAt))
    .filter((item) => !item.isInUse && (options.all || !item.isShared))
    .filter((item) => matchesFilters(item, options, nowMs));
  const { maxUsedBytes, reservedBytes, minFreeBytes } = options;
  if (maxUsedBytes === undefined && reservedBytes === undefined && minFreeBytes === undefined) {
    return candidates;
  }
  let usedBytes = items.reduce((sum, item) => sum + ownBytes(item), 0);
  let free = freeBytes;
  const victims: BuildCacheItem[] = [];
  for (const item of candidates) {
    const isOver = maxUsedBytes !== undefined && usedBytes > maxUsedBytes;
    const isShort = minFreeBytes !== undefined && free < minFreeBytes;
    const isReserved = reservedBytes !== undefined && usedBytes <= reservedBytes;
    const wanted =
      maxUsedBytes === undefined && minFreeBytes === undefined ? true : isOver || isShort;
    if (!wanted || isReserved) break;
    victims.push(item);
    usedBytes -= ownBytes(item);
    free += ownBytes(item);
  }
  return victims;
}

function ownBytes(item: BuildCacheItem): number {
  return item.isShared ? 0 : item.sizeBytes;
}

function matchesFilters(
  item: BuildCacheItem,
  { unusedForMs, ids, kind }: BuildCachePruneOptions,
  nowMs: number,
): boolean {
  if (unusedForMs !== undefined && Date.parse(item.usedAt) > nowMs - unusedForMs) return false;
  if (kind !== undefined && item.kind !== kind) return false;
  return ids === undefined || ids.some((id) => id !== '' && item.id.startsWith(id));
}
