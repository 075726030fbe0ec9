import { describe, expect, it } from 'vitest';

import type { JobLogEntry } from '../../shared/model/job';
import { sampleJob } from '../../test/renderer/sample-data';
import { mergeLog, nextSpeed, withJob } from './jobs';

const message = (seq: number): JobLogEntry => ({ kind: 'message', seq, at: 0, text: String(seq) });

describe('mergeLog', () => {
  const cases: ReadonlyArray<[string, number[], number[], number[]]> = [
    ['nothing new', [0, 1], [], [0, 1]],
    ['what follows', [0, 1], [2, 3], [0, 1, 2, 3]],
    ['what was replayed already', [0, 1, 2], [1, 2, 3], [0, 1, 2, 3]],
    ['what came early', [3, 4], [0, 1, 2], [0, 1, 2, 3, 4]],
    ['into an empty log', [], [5], [5]],
  ];
  it.each(cases)('%s', (_name, before, added, expected) => {
    const merged = mergeLog(before.map(message), added.map(message));
    expect(merged.map((entry) => entry.seq)).toEqual(expected);
  });
});

describe('nextSpeed', () => {
  it('starts at nothing', () => {
    expect(nextSpeed(undefined, 10, 1000)).toEqual({ atMs: 1000, done: 10, perSecond: 0 });
  });
  it('takes the first difference as it is and smooths the next', () => {
    const first = nextSpeed({ atMs: 0, done: 0, perSecond: 0 }, 100, 1000);
    expect(first).toEqual({ atMs: 1000, done: 100, perSecond: 100 });
    expect(nextSpeed(first ?? undefined, 300, 2000)?.perSecond).toBeCloseTo(130);
  });
  it('waits until there is something to measure', () => {
    expect(nextSpeed({ atMs: 0, done: 0, perSecond: 5 }, 9, 100)).toBeNull();
  });
  it('begins again when the count falls back', () => {
    expect(nextSpeed({ atMs: 0, done: 90, perSecond: 5 }, 1, 1000)?.perSecond).toBe(0);
  });
});

describe('withJob', () => {
  const a = sampleJob(0, { id: 'a', kind: 'build' });
  const b = sampleJob(0, { id: 'b', kind: 'import' });
  it('puts a new job on top', () => {
    expect(withJob([a], b).map((job) => job.id)).toEqual(['b', 'a']);
  });
  it('replaces a known one in its place', () => {
    expect(withJob([b, a], { ...a, state: 'failed' })).toEqual([b, { ...a, state: 'failed' }]);
  });
});
