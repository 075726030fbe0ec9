import { expect, it } from 'vitest';

import { markdownBlocks, markdownPieces } from './markdown-blocks';

it('reads what our pages are written in', () => {
  expect(
    markdownBlocks(
      '# Rule\n\nOne\nline.\n\n## Bad\n\n```dockerfile\nFROM a\n\n# b\n```\n\n- x\n- y\n---\n',
    ),
  ).toEqual([
    { kind: 'heading', level: 1, text: 'Rule' },
    { kind: 'paragraph', text: 'One line.' },
    { kind: 'heading', level: 2, text: 'Bad' },
    { kind: 'code', text: 'FROM a\n\n# b' },
    { kind: 'list', items: ['x', 'y'] },
  ]);
});

it('ends a fence that is left open', () => {
  expect(markdownBlocks('```\na')).toEqual([{ kind: 'code', text: 'a' }]);
});

it('keeps the words of links, and no markup', () => {
  expect(markdownPieces('See `RUN` or **this** [page](https://x.test) <b>')).toEqual([
    { kind: 'text', text: 'See ' },
    { kind: 'code', text: 'RUN' },
    { kind: 'text', text: ' or ' },
    { kind: 'strong', text: 'this' },
    { kind: 'text', text: ' page <b>' },
  ]);
});
