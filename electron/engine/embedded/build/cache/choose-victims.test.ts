import { describe, expect, it } from 'vitest';
import type {
  BuildCacheItem,
  BuildCachePruneOptions,
} from '../../../../../shared/model/build-cache';
import { chooseVictims } from './choose-victims';

const hourMs = 3_600_000;
const now = Date.parse('2026-01-02T00:00:00Z');

function item(id: string, hoursAgo: number, change: Partial<BuildCacheItem> = {}): BuildCacheItem {
  const usedAt = new Date(now - hoursAgo * hourMs).toISOString();
  return {
    id,
    kind: 'layer',
    description: '',
    sizeBytes: 10,
    createdAt: usedAt,
    usedAt,
    isShared: false,
    isInUse: false,
    ...change,
  };
}

const items = [
  item('new', 1),
  item('old', 30),
  item('mount', 20, { kind: 'mount' }),
  item('shared', 40, { isShared: true }),
  item('running', 50, { isInUse: true }),
];

type Case = readonly [
  name: string,
  options: Partial<BuildCachePruneOptions>,
  expected: ReadonlyArray<string>,
  freeBytes?: number,
];

const cases: ReadonlyArray<Case> = [
  ['everything free that no image holds', {}, ['old', 'mount', 'new']],
  ['what images hold as well, with all', { all: true }, ['shared', 'old', 'mount', 'new']],
  ['what was not used for a day', { unusedForMs: 24 * hourMs }, ['old']],
  ['one id', { ids: ['ne'] }, ['new']],
  ['mounts', { kind: 'mount' }, ['mount']],
  ['as little as brings it below a size', { maxUsedBytes: 25 }, ['old', 'mount']],
  ['nothing where it fits', { maxUsedBytes: 40 }, []],
  ['down to what is reserved', { reservedBytes: 20 }, ['old', 'mount']],
  ['as little as makes room on the disk', { minFreeBytes: 105 }, ['old'], 100],
];

describe('chooseVictims', () => {
  for (const [name, options, expected, freeBytes = 1000] of cases) {
    it(`chooses ${name}`, () => {
      const victims = chooseVictims(items, { all: false, ...options }, freeBytes, now);
      expect(victims.map(({ id }) => id)).toEqual(expected);
    });
  }
});
