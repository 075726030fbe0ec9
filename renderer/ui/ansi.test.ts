import { describe, expect, it } from 'vitest';

import { parseAnsi, stripAnsi } from './ansi';

const esc = '\u001b';

describe('parseAnsi', () => {
  it.each([
    ['plain text', 'abc', [['abc', null, false]]],
    [
      'a colour and its end',
      `${esc}[32mok${esc}[0m!`,
      [
        ['ok', 2, false],
        ['!', null, false],
      ],
    ],
    [
      'bold and bright',
      `${esc}[1;91mx${esc}[22my`,
      [
        ['x', 9, true],
        ['y', 9, false],
      ],
    ],
    ['sixteen of 256 colours', `${esc}[38;5;4mx`, [['x', 4, false]]],
    ['true colour is left out', `${esc}[38;2;1;2;3;1mx`, [['x', null, true]]],
    [
      'cursor moves',
      `a${esc}[2Kb${esc}[1;1Hc`,
      [
        ['a', null, false],
        ['b', null, false],
        ['c', null, false],
      ],
    ],
    ['a window title', `${esc}]0;title\u0007x`, [['x', null, false]]],
  ] as const)('%s', (_name, text, expected) => {
    expect(parseAnsi(text).map((run) => [run.text, run.colour, run.bold])).toEqual(expected);
  });
  it('shows what a line was overwritten with', () => {
    expect(stripAnsi('10 %\r50 %\r100 %\nnext\r\n')).toBe('100 %\nnext\n');
  });
});
