import { describe, expect, it } from 'vitest';

import type { ResourceUsage } from '../../../shared/model/container';
import { ratesOf } from './usage-rates';

const sample = (sentBytes: number): ResourceUsage => ({
  cpuPercent: 0,
  memoryBytes: 0,
  memoryLimitBytes: 0,
  receivedBytes: 0,
  sentBytes,
  readBytes: 0,
  writtenBytes: 0,
  processCount: 1,
});

describe('ratesOf', () => {
  it.each([
    ['nothing', [], []],
    ['one sample', [7], []],
    ['a growing counter', [7, 10, 10, 30], [3, 0, 20]],
    ['a counter that began anew', [100, 5, 6], [5, 1]],
  ])('%s', (_, counts, expected) => {
    expect(ratesOf(counts.map(sample), (one) => one.sentBytes)).toEqual(expected);
  });
});
