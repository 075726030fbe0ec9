import { describe, expect, it } from 'vitest';
import { cutExcerpt, formatExcerpt } from './excerpt';

const text = ['FROM x', 'RUN a \\', '  b', '\tCOPY zzz .', 'CMD c', 'USER d'].join('\n');

describe('formatExcerpt', () => {
  it('marks the columns of one line', () => {
    const range = { start: { line: 4, column: 7 }, end: { line: 4, column: 9 } };
    expect(formatExcerpt(cutExcerpt(text, range, { context: 1 }))).toBe(
      [
        '   3 |       b',
        '   4 | >>> \tCOPY zzz .',
        '     |     \t     ^^^',
        '   5 |     CMD c',
      ].join('\n'),
    );
  });

  it('marks several lines without columns', () => {
    const range = { start: { line: 2, column: 1 }, end: { line: 3, column: 3 } };
    expect(formatExcerpt(cutExcerpt(text, range, { context: 1 }))).toBe(
      [
        '   1 |     FROM x',
        '   2 | >>> RUN a \\',
        '   3 | >>>   b',
        '   4 |     \tCOPY zzz .',
      ].join('\n'),
    );
  });

  it('leaves out the middle of a long range', () => {
    const long = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join('\n');
    const range = { start: { line: 2, column: 1 }, end: { line: 29, column: 2 } };
    const excerpt = cutExcerpt(long, range, { context: 1, maximumLines: 4 });
    expect(excerpt.lines.map(({ number }) => number)).toEqual([1, 2, 3, 28, 29, 30]);
    expect(excerpt.omitted).toBe(24);
    expect(formatExcerpt(excerpt)).toContain('     | … 24 lines');
  });
});

describe('cutExcerpt', () => {
  it('gives the marked columns of every line', () => {
    const range = { start: { line: 2, column: 5 }, end: { line: 3, column: 3 } };
    expect(cutExcerpt(text, range, { context: 0 }).lines).toEqual([
      { number: 2, text: 'RUN a \\', isMarked: true, columns: { first: 5, last: 7 } },
      { number: 3, text: '  b', isMarked: true, columns: { first: 3, last: 3 } },
    ]);
  });

  it('takes ranges outside the text', () => {
    const range = { start: { line: 9, column: 1 }, end: { line: 9, column: 1 } };
    expect(formatExcerpt(cutExcerpt('', range))).toBe('');
    expect(
      cutExcerpt('a\r\nb', { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }).lines[0]
        ?.text,
    ).toBe('a');
  });
});
