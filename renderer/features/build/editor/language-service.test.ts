import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';

import { instructionText } from '../../../state/check-text';
import { translator } from '../../../../shared/text/text';
import { complete, docsAt } from './language-service';
import { stageNames, type Names } from './names';

function namesOf(text: string): Names {
  return {
    stages: stageNames(text),
    images: ['debian:12', 'shop/api:1'],
    text: { stage: 'stage', image: 'image' },
    docs: (word) => instructionText(word, translator('zh-CN')),
  };
}

/** What is suggested where the text ends. */
function suggestions(text: string): ReadonlyArray<string> {
  const state = EditorState.create({ doc: text });
  const context = new CompletionContext(state, text.length, false);
  const found = complete(context, () => namesOf(text));
  return (found?.options ?? []).map((option) => option.label);
}

describe('completion', () => {
  it.each([
    ['an instruction', 'FROM a\nHEAL', 'HEALTHCHECK CMD'],
    ['in lower case', 'FROM a\nhealth', 'healthcheck cmd'],
    ['a flag', 'FROM a\nCOPY --ch', '--chown='],
    ['an image of this computer', 'FROM deb', 'debian:12'],
    ['a stage as a base', 'FROM a AS base\nFROM ba', 'base'],
    ['a stage to copy from', 'FROM a AS deps\nFROM b\nCOPY --from=', 'deps'],
    ['a stage to mount', 'FROM a AS deps\nFROM b\nRUN --mount=type=bind,from=de', 'deps'],
    ['an image behind a platform', 'FROM --platform=linux/arm64 sh', 'shop/api:1'],
  ])('offers %s', (_name, text, expected) => {
    expect(suggestions(text).map((one) => one.toLowerCase())).toContain(expected.toLowerCase());
  });

  it('offers no stage that comes later, and asks no registry', () => {
    expect(suggestions('FROM x')).toEqual(['debian:12', 'shop/api:1']);
  });

  it('is quiet where nothing is typed', () => {
    expect(suggestions('FROM a\n')).toEqual([]);
  });
});

describe('hover', () => {
  const text = [
    '# escape=\\',
    'FROM --platform=linux/amd64 a AS base',
    'ENV WHO=leon',
    'COPY --chmod=600 --parents a /',
    'RUN apt-get --network x; echo $WHO',
    'ONBUILD ADD --unpack=true x /',
    'HEALTHCHECK --retries=3 CMD true',
  ].join('\n');
  const { doc } = EditorState.create({ doc: text });
  const told = (word: string) => docsAt(doc, text.indexOf(word) + 3, namesOf(text))?.docs ?? null;

  it.each([
    ['an instruction', 'COPY', /^从构建上下文复制文件/],
    ['a trigger', 'ADD', /^与 COPY 相同/],
    ['a directive', 'escape', /^续行用的字符/],
    ['a flag', '--platform', /^基础镜像的平台/],
    ['a flag behind another', '--parents', /^保留来源/],
    ['a flag of a trigger', '--unpack', /^是否解开/],
    ['a flag of HEALTHCHECK', '--retries', /^连续失败/],
    ['the value of a variable', '$WHO', /^leon$/],
    ['nothing of a command', '--network', null],
    ['nothing of a name', 'base', null],
  ])('tells of %s', (_name, word, expected) => {
    if (expected === null) expect(told(word)).toBeNull();
    else expect(told(word)).toMatch(expected);
  });
});
