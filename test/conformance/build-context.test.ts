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

  it('names the secrets in what is sent, without what is allowed', async () => {
    const contextPath = join(harness.folder, 'context-2');
    const text = 'FROM scratch\nCOPY app /app\n';
    const setting = 'PORT=80\nDB_PASSWORD=hunter22\n';
    const files = { Dockerfile: text, 'app/.env': setting, 'test/.env': setting, '.env': setting };
    for (const [name, content] of Object.entries({ ...files, '.dockerignore': '/test\n' })) {
      mkdirSync(dirname(join(contextPath, name)), { recursive: true });
      writeFileSync(join(contextPath, name), content);
    }
    const contexts = new EmbeddedContexts(harness);
    const { signal } = new AbortController();
    const request = {
      contextPath,
      dockerfilePath: null,
      text,
      buildArgs: {},
      target: '',
      platform: '',
    };
    const found = async () => {
      const { secrets } = await (await contexts.report(request, signal)).secrets;
      return secrets.map(({ path, line, rule, usedByLine }) => ({ path, line, rule, usedByLine }));
    };
    const both = ['app/.env', '.env'].map((path, index) => ({
      path,
      line: 2,
      rule: 'environment-file',
      usedByLine: index === 0 ? 2 : null,
    }));
    expect(await found()).toEqual(both);
    harness.store.secrets.allow({ pattern: '/.env', rule: '*', note: '' });
    expect(await found()).toEqual(both.slice(0, 1));
    writeFileSync(join(contextPath, 'app/.env'), 'PORT=80\n');
    expect(await found()).toEqual([]);
  });

  it('ends the search for secrets with its signal', async () => {
    const contextPath = join(harness.folder, 'context-3');
    mkdirSync(contextPath);
    for (let n = 0; n < 300; n += 1) writeFileSync(join(contextPath, `f${n}`), 'x'.repeat(100_000));
    const walk = new AbortController();
    const request = { contextPath, dockerfilePath: null, buildArgs: {}, target: '', platform: '' };
    const contexts = new EmbeddedContexts(harness);
    const report = await contexts.report({ ...request, text: 'FROM scratch\n' }, walk.signal);
    walk.abort();
    await expect(report.secrets).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
