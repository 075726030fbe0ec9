import { describe, expect, it } from 'vitest';
import { LineReader } from './protocol';

describe('LineReader', () => {
  it.each([
    { chunks: ['a\nb\n'], lines: ['a', 'b'] },
    { chunks: ['a', 'b', '\n', 'c\n'], lines: ['ab', 'c'] },
    { chunks: ['\n\n'], lines: ['', ''] },
    { chunks: ['unfinished'], lines: [] },
  ])('cuts $chunks', ({ chunks, lines }) => {
    const seen: string[] = [];
    const reader = new LineReader((line) => seen.push(line));
    for (const chunk of chunks) reader.push(chunk);
    expect(seen).toEqual(lines);
  });
});
