import { describe, expect, it } from 'vitest';

import type { Services } from './services';
import { ServicesHolder } from './services-holder';

function servicesThat(log: string[]): Services {
  return { dispose: async () => void log.push('disposed') } as unknown as Services;
}

describe('ServicesHolder', () => {
  it('opens once for any number of callers', async () => {
    const log: string[] = [];
    const holder = new ServicesHolder(
      async () => (log.push('open'), servicesThat(log)),
      () => void log.push('opened'),
    );
    const [first, second] = await Promise.all([holder.get(), holder.get()]);
    expect(first).toBe(second);
    expect(log).toEqual(['open', 'opened']);
  });

  it('tries again after a failure', async () => {
    const log: string[] = [];
    let attempts = 0;
    const holder = new ServicesHolder(
      async () => {
        attempts += 1;
        if (attempts === 1) throw new Error('locked');
        return servicesThat(log);
      },
      () => undefined,
    );
    await expect(holder.get()).rejects.toThrow('locked');
    await expect(holder.get()).resolves.toBeDefined();
    expect(attempts).toBe(2);
  });

  it('disposes of what it opened, and of nothing otherwise', async () => {
    const log: string[] = [];
    const holder = new ServicesHolder(
      async () => servicesThat(log),
      () => undefined,
    );
    await holder.dispose();
    expect(log).toEqual([]);
    await holder.get();
    await holder.dispose();
    expect(log).toEqual(['disposed']);
  });
});
