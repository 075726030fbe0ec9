import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parallel } from './parallel';

const never = new AbortController().signal;

describe('parallel', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await parallel([30, 10, 20, 1], 2, never, async (ms) => {
      most = Math.max(most, (running += 1));
      await delay(ms);
      running -= 1;
      return ms * 2;
    });
    expect({ results, most }).toEqual({ results: [60, 20, 40, 2], most: 2 });
  });

  it('stops the others at the first failure, and throws that', async () => {
    const stopped: number[] = [];
    const run = parallel([1, 2, 3, 4], 2, never, async (item, signal) => {
      if (item === 1) throw new Error('first');
      await delay(5000, undefined, { signal }).catch(() => stopped.push(item));
      throw new Error('later');
    });
    await expect(run).rejects.toThrow('first');
    expect(stopped).toEqual([2]);
  });

  it('is CANCELLED when the caller gives up', async () => {
    const controller = new AbortController();
    const run = parallel([1], 1, controller.signal, async (_item, signal) => {
      controller.abort();
      await delay(5000, undefined, { signal });
    });
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
