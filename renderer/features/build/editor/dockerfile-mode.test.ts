import { StringStream } from '@codemirror/language';
import { describe, expect, it } from 'vitest';

import { dockerfileParser } from './dockerfile-mode';

/** Each line's pieces that have a colour, as `text:token`. */
function tokens(text: string): ReadonlyArray<ReadonlyArray<string>> {
  const state = dockerfileParser.startState?.(2);
  if (state === undefined) throw new Error('no state');
  return text.split('\n').map((line) => {
    const stream = new StringStream(line, 4, 2);
    const found: string[] = [];
    while (!stream.eol()) {
      stream.start = stream.pos;
      const token = dockerfileParser.token(stream, state);
      if (token !== null) found.push(`${stream.current()}:${token}`);
    }
    return found;
  });
}

describe('colours of a Dockerfile', () => {
  it.each([
    ['a stage', 'FROM debian:12 AS base', [['FROM:keyword', 'AS:keyword']]],
    ['flags', 'COPY --from=deps /a /b', [['COPY:keyword', '--from:attributeName']]],
    [
      'variables',
      'RUN echo $A "${B}" ${C:-x}',
      [['RUN:keyword', '$A:variableName', '"${B}":string', '${C:-x}:variableName']],
    ],
    [
      'a continued line, also behind a comment',
      'RUN a \\\n# no\n  FROM b',
      [['RUN:keyword'], ['# no:comment'], []],
    ],
    [
      'the other escape character',
      '# escape=`\nRUN a `\nFROM b',
      [['# escape=`:comment'], ['RUN:keyword'], []],
    ],
    [
      'a late directive is a comment',
      'FROM a\n# escape=`\nRUN a `\nFROM b',
      [['FROM:keyword'], ['# escape=`:comment'], ['RUN:keyword'], ['FROM:keyword']],
    ],
    [
      'here-documents',
      'RUN <<A cat <<-B\nFROM x\nA\nCOPY y\n\tB\nCMD ["z"]',
      [
        ['RUN:keyword', '<<A:string', '<<-B:string'],
        [],
        ['A:string'],
        [],
        ['\tB:string'],
        ['CMD:keyword', '"z":string'],
      ],
    ],
    ['a trigger', 'ONBUILD RUN a', [['ONBUILD:keyword', 'RUN:keyword']]],
    [
      'a health check',
      'HEALTHCHECK --interval=5s CMD a',
      [['HEALTHCHECK:keyword', '--interval:attributeName', 'CMD:keyword']],
    ],
    ['what is no instruction', 'FORM a', [['FORM:invalid']]],
  ])('%s', (_name, text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });
});
