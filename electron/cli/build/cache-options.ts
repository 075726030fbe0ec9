import type { BuildCacheItem, BuildCachePruneOptions } from '../../../shared/model/build-cache';
import { UsageError } from '../command';
import { parseFilters } from '../filters';
import { parseTime } from '../parse-time';
import type { FlagSpecs, FlagValues } from '../flags';
import { sizeBytes } from './limits';

export const cacheFilterFlag: FlagSpecs = {
  filter: { kind: 'list', help: 'Only until=24h, id=ID, type=regular or type=exec.cachemount' },
};

export const cachePruneFlags: FlagSpecs = {
  all: { kind: 'switch', short: 'a', help: 'Also what images hold' },
  builder: { kind: 'text', hidden: true, help: '' },
  ...cacheFilterFlag,
  force: { kind: 'switch', short: 'f', help: 'Do not ask' },
  'keep-storage': { kind: 'text', help: 'Keep so much, the most recently used' },
  'max-used-space': { kind: 'text', help: 'Remove until the cache takes no more than this' },
  'min-free-space': { kind: 'text', help: 'Remove until the disk has so much room' },
  'reserved-space': { kind: 'text', help: 'Keep so much in any case' },
  verbose: { kind: 'switch', help: 'List each with what made it' },
};

/** @throws UsageError. */
export function cachePruneOptions(flags: FlagValues, nowMs: number): BuildCachePruneOptions {
  const size = (name: string) => {
    const text = flags.text(name);
    return text === undefined ? undefined : sizeBytes(name, text);
  };
  const maxUsedBytes = size('max-used-space') ?? size('keep-storage');
  const minFreeBytes = size('min-free-space');
  const reservedBytes = size('reserved-space');
  return {
    all: flags.switch('all'),
    ...cacheFilters(flags, nowMs),
    ...(maxUsedBytes === undefined ? {} : { maxUsedBytes }),
    ...(minFreeBytes === undefined ? {} : { minFreeBytes }),
    ...(reservedBytes === undefined ? {} : { reservedBytes }),
  };
}

type Filters = Pick<BuildCachePruneOptions, 'unusedForMs' | 'ids' | 'kind'>;

/** @throws UsageError for a filter that is not known. */
export function cacheFilters(flags: FlagValues, nowMs: number): Filters {
  const filters = parseFilters(flags.list('filter'), ['until', 'unused-for', 'id', 'type']);
  const until = filters.get('until')?.at(-1) ?? filters.get('unused-for')?.at(-1);
  const ids = filters.get('id');
  const type = filters.get('type')?.at(-1);
  return {
    ...(until === undefined ? {} : { unusedForMs: nowMs - parseTime('filter', until, nowMs) }),
    ...(ids === undefined ? {} : { ids: ids.map((id) => id.replace(/^sha256:|\*$/g, '')) }),
    ...(type === undefined ? {} : { kind: kindOf(type) }),
  };
}

/** BuildKit's names of record types. */
function kindOf(type: string): BuildCacheItem['kind'] {
  if (type === 'regular') return 'layer';
  if (type === 'exec.cachemount') return 'mount';
  throw new UsageError(`invalid filter 'type=${type}': use regular or exec.cachemount`);
}
