import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';

import { complete } from './language-service';
import { stageNames } from './names';

/** What is suggested where the text ends. */
function suggestions(text: string): ReadonlyArray<string> {
  const state = EditorState.create({ doc: text });
  const context = new CompletionContext(state, text.length, false);
  const found = complete(context, () => ({
    stages: stageNames(text),
    images: ['debian:12', 'shop/api:1'],
    text: { stage: 'stage', image: 'image' },
  }));
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
