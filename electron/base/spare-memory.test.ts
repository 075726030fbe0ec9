import { describe, expect, it } from 'vitest';
import { SpareMemory } from './spare-memory';

describe('SpareMemory', () => {
  it('hands out again what was given back and is large enough', () => {
    const memory = new SpareMemory(100);
    const first = memory.take(10);
    expect(first).toHaveLength(10);
    memory.give(first.buffer as ArrayBuffer);
    expect(memory.take(101).buffer).not.toBe(first.buffer);
    const again = memory.take(100);
    expect(again).toHaveLength(100);
    expect(again.buffer).toBe(first.buffer);
    expect(memory.take(100).buffer).not.toBe(first.buffer);
  });

  it('keeps neither what is small nor more and more', () => {
    const memory = new SpareMemory(100);
    memory.give(new ArrayBuffer(99));
    const given = Array.from({ length: 40 }, () => new ArrayBuffer(100));
    for (const one of given) memory.give(one);
    const taken = Array.from({ length: 40 }, () => memory.take(1).buffer);
    const kept = taken.filter((one) => given.includes(one as ArrayBuffer));
    expect(new Set(kept).size).toBe(16);
    expect(taken.every(({ byteLength }) => byteLength === 100)).toBe(true);
  });
});
