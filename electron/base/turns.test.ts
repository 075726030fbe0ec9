import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Turns } from './turns';

describe('Turns', () => {
  it('lets one piece of work end, and what waited for it begin, before the next', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const one = (name: string) =>
      turns
        .take(async () => {
          seen.push(`${name} begins`);
          await delay(5);
          seen.push(`${name} ends`);
        })
        .then(() => new Promise<void>((next) => setImmediate(next)))
        .then(() => seen.push(`after ${name}`));
    await Promise.all([one('a'), one('b')]);
    expect(seen).toEqual(['a begins', 'a ends', 'after a', 'b begins', 'b ends', 'after b']);
  });

  it('goes on after a failure', async () => {
    const turns = new Turns();
    const failing = turns.take(() => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await turns.take(() => Promise.resolve(1))).toBe(1);
  });
});
