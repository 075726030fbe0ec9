import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EmbeddedContexts } from '../../electron/engine/embedded/build/context/embedded-contexts';
import { BuildHarness } from './build-harness';

describe('a context before it is built', () => {
  let harness: BuildHarness;
  beforeAll(async () => {
    harness = await BuildHarness.open();
  });
  afterAll(() => harness.close());

  it('tells what a context holds before it is built', async () => {
    const contextPath = join(harness.folder, 'context-1');
    const files = {
      Dockerfile: 'ARG V=1\nFROM scratch AS one\nARG W\nFROM one AS two\n',
      'a.txt': '12345',
      'node_modules/x': '1234567890',
      '.dockerignore': 'node_modules\n',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(contextPath, name)), { recursive: true });
      writeFileSync(join(contextPath, name), text);
    }
    const contexts = new EmbeddedContexts(harness);
    const { signal } = new AbortController();
    const info = await contexts.open(contextPath, null);
    expect(info).toMatchObject({
      dockerfilePath: join(contextPath, 'Dockerfile'),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      suggestedTag: expect.stringMatching(/^context-\d+:latest$/) as string,
    });
    const { dockerfilePath, dockerfileText: text } = info;
    const given = { buildArgs: {}, target: '', platform: '' };
    const request = { contextPath, dockerfilePath, text, ...given };
    expect(await contexts.check(request, signal)).toMatchObject({
      problems: [],
      args: [
        { name: 'V', defaultValue: '1', isSecret: false },
        { name: 'W', defaultValue: null, isSecret: false },
      ],
      targets: ['one', 'two'],
      isReadable: true,
    });
    const { summary } = await contexts.report(request, signal);
    expect(summary).toMatchObject({
      sent: { files: 3 },
      ignored: { files: 1, sizeBytes: 10 },
      byLine: [{ line: 1, written: 'node_modules', example: 'node_modules' }],
      unused: [{ path: 'a.txt', files: 1, sizeBytes: 5, isFolder: false }],
    });
  });
});
