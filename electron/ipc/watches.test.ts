import { describe, expect, it } from 'vitest';

import { DarkroomError, type WireError } from '../../shared/errors';
import { Watches } from './watches';

function setUp() {
  const ended: Array<[string, WireError | null]> = [];
  const watches = new Watches((watchId, error) => ended.push([watchId, error]));
  return { ended, watches };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

describe('Watches', () => {
  it('announces one that ends by itself, once', async () => {
    const { ended, watches } = setUp();
    const id = watches.start(() => Promise.resolve());
    await settle();
    watches.close(id);
    await settle();
    expect(ended).toEqual([[id, null]]);
  });

  it('announces why one failed', async () => {
    const { ended, watches } = setUp();
    watches.start(() => Promise.reject(new DarkroomError('NOT_FOUND', 'No such container: x')));
    await settle();
    expect(ended.map(([, error]) => error?.code)).toEqual(['NOT_FOUND']);
  });

  it('says nothing of those that were closed', async () => {
    const { ended, watches } = setUp();
    const signals: AbortSignal[] = [];
    const follow = (_: string, signal: AbortSignal): Promise<void> => {
      signals.push(signal);
      return untilAborted(signal);
    };
    watches.close(watches.start(follow));
    watches.start(follow);
    watches.dispose();
    await settle();
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
    expect(ended).toEqual([]);
  });

  it('refuses more than a window can want', () => {
    const { watches } = setUp();
    for (let count = 0; count < 64; count += 1) {
      watches.start((_, signal) => untilAborted(signal));
    }
    expect(() => watches.start(() => Promise.resolve())).toThrow(/Too much is followed/u);
    watches.dispose();
  });
});
