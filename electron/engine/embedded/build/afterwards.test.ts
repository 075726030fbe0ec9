import { describe, expect, it } from 'vitest';
import { Afterwards } from './afterwards';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Adds work that notes a number. */
function noting(afterwards: Afterwards) {
  const seen: number[] = [];
  const add = (value: number) =>
    afterwards.add(() => {
      seen.push(value);
      return Promise.resolve();
    });
  return { seen, add };
}

describe('Afterwards', () => {
  it('does what was added one after the other, without being asked', async () => {
    const afterwards = new Afterwards();
    const seen: string[] = [];
    const done = new Promise<void>((resolve) => {
      for (const name of ['a', 'b', 'c']) {
        afterwards.add(async () => {
          seen.push(`${name} begins`);
          await soon();
          seen.push(`${name} ends`);
          if (name === 'c') resolve();
        });
      }
    });
    expect(seen).toEqual([]);
    await done;
    expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('does what is left at once when it is settled, and again what is added later', async () => {
    const afterwards = new Afterwards();
    const { seen, add } = noting(afterwards);
    await afterwards.settle();
    add(1);
    await afterwards.settle();
    expect(seen).toEqual([1]);
    add(2);
    add(3);
    await afterwards.settle();
    expect(seen).toEqual([1, 2, 3]);
  });

  it('goes on after a failure, and tells of it when it is settled, however often', async () => {
    const afterwards = new Afterwards();
    const { seen, add } = noting(afterwards);
    afterwards.add(() => Promise.reject(new Error('full')));
    add(1);
    await expect(afterwards.settle()).rejects.toThrow('full');
    add(2);
    await expect(afterwards.settle()).rejects.toThrow('full');
    expect(seen).toEqual([1, 2]);
  });
});
