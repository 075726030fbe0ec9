import { describe, expect, it } from 'vitest';

import { highlight } from './highlight';

const shown = (text: string): ReadonlyArray<string> =>
  highlight(text).map((tokens) =>
    tokens
      .map((token) => (token.kind === 'plain' ? token.text : `<${token.kind}:${token.text}>`))
      .join(''),
  );

describe('highlight', () => {
  it.each([
    [
      'an instruction and AS',
      'FROM debian:12 AS base',
      ['<keyword:FROM> debian:12 <keyword:AS> base'],
    ],
    ['AS only after FROM', 'RUN echo AS x', ['<keyword:RUN> echo AS x']],
    ['lower case', 'run ls', ['<keyword:run> ls']],
    [
      'flags and variables',
      'COPY --from=a $X ${Y:-1}',
      ['<keyword:COPY> <flag:--from=a> <variable:$X> <variable:${Y:-1}>'],
    ],
    ['strings', 'CMD ["a", "b c"]', ['<keyword:CMD> [<string:"a">, <string:"b c">]']],
    [
      'a continued line is no instruction',
      'RUN a \\\n  user b\nUSER c',
      ['<keyword:RUN> a \\', '  user b', '<keyword:USER> c'],
    ],
    ['comments', '# a\nRUN b', ['<comment:# a>', '<keyword:RUN> b']],
    [
      'here-documents',
      'RUN <<EOF\nUSER x\nEOF\nUSER y',
      ['<keyword:RUN> <<EOF', 'USER x', 'EOF', '<keyword:USER> y'],
    ],
    ['ONBUILD', 'ONBUILD RUN x', ['<keyword:ONBUILD RUN> x']],
  ])('%s', (_name, text, expected) => {
    expect(shown(text)).toEqual(expected);
  });
  it('loses no character', () => {
    const text = 'FROM  a as b\n\tRUN "x\\"y" $\n"open ${\n';
    expect(
      highlight(text)
        .map((tokens) => tokens.map((one) => one.text).join(''))
        .join('\n'),
    ).toBe(text);
  });
});
