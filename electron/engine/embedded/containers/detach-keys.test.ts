import { describe, expect, it } from 'vitest';
import { DetachKeys } from './detach-keys';

describe('DetachKeys', () => {
  it.each([
    { name: 'nothing special', chunks: ['ls\n'], passed: 'ls\n', detached: false },
    { name: 'both keys at once', chunks: ['ab\x10\x11cd'], passed: 'ab', detached: true },
    { name: 'keys in two chunks', chunks: ['ab\x10', '\x11'], passed: 'ab', detached: true },
    { name: 'the first key alone', chunks: ['\x10', 'x'], passed: '\x10x', detached: false },
    { name: 'the first key twice', chunks: ['\x10\x10\x11'], passed: '\x10', detached: true },
    { name: 'the second key alone', chunks: ['\x11'], passed: '\x11', detached: false },
  ])('$name', ({ chunks, passed, detached }) => {
    const keys = new DetachKeys();
    const results = chunks.map((chunk) => keys.scan(Buffer.from(chunk)));
    expect(Buffer.concat(results.map(({ data }) => data)).toString()).toBe(passed);
    expect(results.at(-1)?.detached).toBe(detached);
  });
});
