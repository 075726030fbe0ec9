import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildStep } from '../../shared/model/job';
import { EmbeddedBuilder } from '../../electron/engine/embedded/build/embedded-builder';
import { ImageTree } from '../../electron/engine/embedded/build/files/image-tree';
import { readContent } from '../../electron/engine/embedded/build/files/read-content';
import { isInstalled } from '../helpers/run';
import { BuildHarness, type BuildRun } from './build-harness';
import { addBusyboxBase, busybox } from './busybox-base';
import { leftovers } from './leftovers';

const canRun = existsSync(busybox) && process.platform === 'linux';

interface FailureCase {
  readonly name: string;
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly code: string;
  readonly line: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly hint?: RegExp;
}

describe.skipIf(!canRun)('a build', () => {
  let harness: BuildHarness;
  let count = 0;

  beforeAll(async () => {
    expect(await isInstalled('crun')).toBe(true);
    harness = await BuildHarness.open();
    await addBusyboxBase(harness);
  });

  afterAll(() => harness?.close());

  function context(files: Readonly<Record<string, string>>): string {
    count += 1;
    const folder = join(harness.folder, `context-${count}`);
    mkdirSync(folder);
    write(folder, files);
    return folder;
  }

  function write(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  }

  async function failure(dockerfile: string, files: Readonly<Record<string, string>> = {}) {
    const before = harness.store.images.list().length;
    const error: unknown = await harness
      .build({ contextPath: context({ Dockerfile: dockerfile, ...files }), tags: ['failed'] })
      .then(
        () => null,
        (reason: unknown) => reason,
      );
    expect(harness.store.images.list().length).toBe(before);
    expect(leftovers(harness.store)).toEqual([]);
    return error as {
      code: string;
      range: { start: { line: number } };
      data: Record<string, unknown>;
      hint?: string;
    };
  }

  const failures: ReadonlyArray<FailureCase> = [
    {
      name: 'a failing command',
      dockerfile: 'FROM base:1\nRUN true\nRUN echo before; echo wrong >&2; exit 42\n',
      code: 'BUILD_STEP_FAILED',
      line: 3,
      data: { step: 4, exitCode: 42, lastOutput: expect.stringContaining('wrong') as string },
    },
    {
      name: 'a failing command with mounts',
      dockerfile:
        'FROM base:1\nRUN --mount=type=cache,target=/c --mount=type=tmpfs,target=/t --mount=target=/x,rw \\\n  touch /c/a /t/b /x/c && false\n',
      code: 'BUILD_STEP_FAILED',
      line: 2,
      data: { exitCode: 1 },
    },
    {
      name: 'a mount of a misspelled folder',
      dockerfile: 'FROM base:1\nRUN --mount=source=srcs,target=/x true\n',
      files: { 'src/main.c': '' },
      code: 'BUILD_COPY_SOURCE_NOT_FOUND',
      line: 2,
      data: { source: 'srcs', suggestion: 'src' },
      hint: /Did you mean src\?/,
    },
    {
      name: 'a program that is not there',
      dockerfile: 'FROM base:1\nRUN nosuchprogram --now\n',
      code: 'BUILD_STEP_FAILED',
      line: 2,
      data: { exitCode: 127 },
      hint: /nosuchprogram was not found/,
    },
    {
      name: 'a shell that is not there',
      dockerfile: 'FROM scratch\nRUN echo\n',
      code: 'BUILD_STEP_FAILED',
      line: 2,
      data: { exitCode: 127 },
      hint: /no \/bin\/sh/,
    },
    {
      name: 'a misspelled source',
      dockerfile: 'FROM base:1\nCOPY pakage.json /\n',
      files: { 'package.json': '{}' },
      code: 'BUILD_COPY_SOURCE_NOT_FOUND',
      line: 2,
      data: { source: 'pakage.json' },
      hint: /Did you mean package\.json\?/,
    },
    {
      name: 'a misspelled folder',
      dockerfile: 'FROM base:1\nCOPY srcs/main.c /\n',
      files: { 'src/main.c': '' },
      code: 'BUILD_COPY_SOURCE_NOT_FOUND',
      line: 2,
      data: {},
      hint: /src\/main\.c/,
    },
    {
      name: 'an ignored source',
      dockerfile: 'FROM base:1\n\nCOPY a.txt b.txt /x/\n',
      files: { 'a.txt': '', 'b.txt': '', '.dockerignore': '# no\n*.md\nb*\n' },
      code: 'BUILD_COPY_SOURCE_NOT_FOUND',
      line: 3,
      data: { ignoreLine: 3, ignorePattern: 'b*' },
      hint: /excluded by line 3 of \.dockerignore: b\*/,
    },
    {
      name: 'a base image that is not here',
      dockerfile: '# x\nFROM bass:1\n',
      code: 'IMAGE_NOT_FOUND',
      line: 2,
      data: { similar: ['base:1'] },
      hint: /Import, load or pull it first/,
    },
    {
      name: 'a missing stage image in COPY --from',
      dockerfile: 'FROM base:1\nCOPY --from=nowhere:1 /a /\n',
      code: 'IMAGE_NOT_FOUND',
      line: 2,
      data: {},
    },
    {
      name: 'an unknown instruction',
      dockerfile: 'FROM base:1\nRUNN x\n',
      code: 'DOCKERFILE_INSTRUCTION',
      line: 2,
      data: {},
    },
    {
      name: 'a secret nobody gave',
      dockerfile: 'FROM base:1\nRUN --mount=type=secret,id=token,required true\n',
      code: 'NOT_FOUND',
      line: 2,
      data: { id: 'token' },
    },
  ];

  it.each(failures)(
    'fails located: $name',
    async ({ dockerfile, files, code, line, data, hint }) => {
      const error = await failure(dockerfile, files);
      expect(error).toMatchObject({ code, range: { start: { line } }, data });
      expect(error.data['excerpt']).toContain('>>>');
      if (hint !== undefined) expect(error.hint).toMatch(hint);
    },
  );

  it('is cancelled within a second and leaves nothing', async () => {
    const controller = new AbortController();
    const contextPath = context({ Dockerfile: 'FROM base:1\nRUN touch /a\nRUN sleep 60\n' });
    const steps: BuildStep[] = [];
    let whileRunning: ReadonlyArray<string> = [];
    const work = {
      signal: controller.signal,
      progress: () => undefined,
      log(entry: { kind: string; step?: unknown }) {
        if (entry.kind !== 'step') return;
        const step = entry.step as BuildStep;
        steps.push(step);
        if (step.title !== 'RUN sleep 60' || step.state !== 'running') return;
        const look = setInterval(() => {
          whileRunning = leftovers(harness.store);
          if (!whileRunning.some((line) => line.startsWith('process '))) return;
          clearInterval(look);
          controller.abort();
        }, 50);
      },
    };
    const images = harness.store.images.list().length;
    let cancelledAt = 0;
    controller.signal.addEventListener('abort', () => (cancelledAt = performance.now()));
    await expect(
      new EmbeddedBuilder(harness).build({ contextPath, tags: ['never'] }, work as never),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(performance.now() - cancelledAt).toBeLessThan(1000);
    expect(steps.at(-1)).toMatchObject({ title: 'RUN sleep 60', state: 'cancelled' });
    expect(whileRunning).toContainEqual(expect.stringContaining('overlay'));
    expect(whileRunning).toContainEqual(expect.stringMatching(/^process /));
    expect(harness.store.images.list().length).toBe(images);
    expect(leftovers(harness.store)).toEqual([]);
  });

  function states({ log }: BuildRun): ReadonlyArray<string> {
    const last = new Map<number, BuildStep>();
    for (const entry of log) {
      // those of no stage load and export
      if (entry.kind === 'step' && entry.step.stage !== '') last.set(entry.step.number, entry.step);
    }
    return [...last.values()].map((step) =>
      step.reason === '' ? step.state : `${step.state}: ${step.reason}`,
    );
  }

  it('is cached by content and says why it is not', async () => {
    const dockerfile =
      'FROM base:1\nARG V=1\nCOPY src /src\nRUN cat /src/a > /out\nRUN date > /date\n';
    const contextPath = context({ Dockerfile: dockerfile, 'src/a': 'a', 'src/b': 'b' });
    const build = (options: object = {}) => harness.build({ contextPath, ...options });
    const first = await build();
    expect(states(first)).toEqual(['done', 'done', 'done']);
    const second = await build();
    expect(states(second)).toEqual(['cached', 'cached', 'cached']);
    expect(second.result).toMatchObject({
      imageId: first.result.imageId,
      stepCount: 3,
      cachedCount: 3,
    });

    utimesSync(join(contextPath, 'src/a'), 1, 1);
    expect(states(await build())).toEqual(['cached', 'cached', 'cached']);

    write(contextPath, { 'src/a': 'x' });
    expect(states(await build())).toEqual([
      'done: src/a changed since the last build',
      'done: an earlier step ran again',
      'done: an earlier step ran again',
    ]);
    rmSync(join(contextPath, 'src/b'));
    write(contextPath, { 'src/c': 'c' });
    expect(states(await build())[0]).toBe('done: src/c added; src/b removed since the last build');

    write(contextPath, { Dockerfile: dockerfile.replace('cat /src/a', 'cat /src/c') });
    expect(states(await build())).toEqual([
      'cached',
      'done: the instruction changed',
      'done: an earlier step ran again',
    ]);
    expect(states(await build({ noCache: true }))).toEqual([
      'done: cache off',
      'done: cache off',
      'done: cache off',
    ]);
    expect(states(await build({ buildArgs: { V: '2' } }))[1]).toBe('done: the instruction changed');
  });

  it('runs a step once for two builds at the same time', async () => {
    const dockerfile = 'FROM base:1\nRUN sleep 0.5; cat /proc/sys/kernel/random/uuid > /id\n';
    const [left, right] = await Promise.all([
      harness.build({ contextPath: context({ Dockerfile: dockerfile }) }),
      harness.build({ contextPath: context({ Dockerfile: dockerfile }) }),
    ]);
    expect(left.result.imageId).toBe(right.result.imageId);
  });

  it('runs independent stages side by side and leaves out what the target does not need', async () => {
    const stages = [1, 2, 3, 4]
      .map((n) => `FROM base:1 AS s${n}\nRUN sleep 0.7; touch /f${n}\n`)
      .join('');
    const copies = [1, 2, 3, 4].map((n) => `COPY --from=s${n} /f${n} /\n`).join('');
    const unneeded = 'FROM base:1 AS broken\nRUN exit 1\n';
    const contextPath = context({ Dockerfile: `${stages}${unneeded}FROM base:1\n${copies}` });
    const startedAt = performance.now();
    const { result, config } = await harness.build({ contextPath });
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect(result.stepCount).toBe(8);
    const tree = new ImageTree(harness.store, config.rootfs.diff_ids);
    expect(tree.names('').filter((name) => name.startsWith('f'))).toEqual(['f1', 'f2', 'f3', 'f4']);
  });

  it('warns of build args that nothing uses', async () => {
    const contextPath = context({ Dockerfile: 'FROM base:1\nARG USED\n' });
    const { log } = await harness.build({
      contextPath,
      buildArgs: { USED: '1', http_proxy: 'x', SPARE: '2' },
    });
    expect(log.filter((entry) => entry.kind === 'message')).toEqual([
      { kind: 'message', text: '[Warning] One or more build-args [SPARE] were not consumed' },
    ]);
  });

  it('hands on output as it comes', async () => {
    const contextPath = context({ Dockerfile: 'FROM base:1\nRUN echo grün; echo err >&2\n' });
    const { log } = await harness.build({ contextPath });
    const output = log.filter((entry) => entry.kind === 'output');
    expect(output).toContainEqual({ kind: 'output', step: 3, stream: 'stdout', text: 'grün\n' });
    expect(output).toContainEqual({ kind: 'output', step: 3, stream: 'stderr', text: 'err\n' });
  });

  it('ADD downloads, with a checksum, and unpacks local archives of every kind', async () => {
    const server = createServer((request, response) => {
      if (request.url !== '/files/a%20b.txt?x=1') return void response.writeHead(404).end();
      response
        .writeHead(200, { 'last-modified': 'Thu, 26 Jan 2017 16:59:13 GMT' })
        .end('downloaded');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `http://127.0.0.1:${port}/files/a%20b.txt?x=1`;
      const contextPath = context({ 'in/file': 'in archive' });
      const compressions = { tar: '-c', gz: '-cz', bz2: '-cj', xz: '-cJ', zst: '--zstd -c' };
      for (const [suffix, flags] of Object.entries(compressions)) {
        execFileSync('sh', ['-c', `tar ${flags} -f "x.${suffix}" in`], { cwd: contextPath });
      }
      const adds = Object.keys(compressions).map((suffix) => `ADD x.${suffix} /${suffix}/\n`);
      const sum = '709e5cd9a19f05ab95c9ba4ad7d5edd4e40fabbd5cb9b7ef80d14d4e0a9cf7a1';
      write(contextPath, { Dockerfile: `FROM base:1\nADD ${url} /d/\n${adds.join('')}` });
      const { config } = await harness.build({ contextPath });
      const tree = new ImageTree(harness.store, config.rootfs.diff_ids);
      const file = tree.lookup('d/a b.txt');
      expect(file).toMatchObject({
        mode: 0o600,
        uid: 0,
        sizeBytes: 10,
        mtimeSeconds: 1_485_449_953,
      });
      for (const suffix of Object.keys(compressions)) {
        const unpacked = tree.lookup(`${suffix}/in/file`);
        expect((await readContent(unpacked as never)).toString()).toBe('in archive');
      }
      const wrong = await failure(`FROM base:1\nADD --checksum=sha256:${sum} ${url} /d/\n`);
      expect(wrong).toMatchObject({ code: 'DIGEST_MISMATCH', range: { start: { line: 2 } } });
      const gone = await failure(`FROM base:1\nADD http://127.0.0.1:${port}/nope /d/\n`);
      expect(gone).toMatchObject({ code: 'DOWNLOAD_FAILED', range: { start: { line: 2 } } });
    } finally {
      server.close();
    }
  });

  it('keeps hard links, and copies them from a stage as what they are', async () => {
    const dockerfile =
      'FROM base:1 AS a\nRUN echo x > /one && busybox ln /one /two\nFROM scratch\nCOPY --from=a /one /two /c/\nCOPY --from=a / /all/\n';
    const { config } = await harness.build({ contextPath: context({ Dockerfile: dockerfile }) });
    const tree = new ImageTree(harness.store, config.rootfs.diff_ids);
    expect(tree.lookup('c/two')).toMatchObject({ kind: 'file', sizeBytes: 2 });
    const [, all] = config.rootfs.diff_ids;
    const kinds = ['all/one', 'all/two'].map(
      (path) => harness.store.layers.entry(all ?? '', path)?.kind,
    );
    expect(kinds).toEqual(['file', 'hardlink']);
  });

  it('SOURCE_DATE_EPOCH gives the same layers twice', async () => {
    const contextPath = context({ Dockerfile: 'FROM base:1\nWORKDIR /w\nCOPY . /x/y\n' });
    const build = () =>
      harness.build({ contextPath, noCache: true, buildArgs: { SOURCE_DATE_EPOCH: '1000000000' } });
    const first = await build();
    expect((await build()).config.rootfs).toEqual(first.config.rootfs);
  });

  it('keeps later builds from seeing a half-finished one', async () => {
    const contextPath = context({ Dockerfile: 'FROM base:1\nRUN touch /kept\nRUN exit 1\n' });
    await expect(harness.build({ contextPath })).rejects.toMatchObject({
      code: 'BUILD_STEP_FAILED',
    });
    write(contextPath, { Dockerfile: 'FROM base:1\nRUN touch /kept\nRUN true\n' });
    expect(states(await harness.build({ contextPath }))[0]).toBe('cached');
  });

  it('holds the cache to its limit after a build, but never takes what images hold', async () => {
    const contextPath = context({
      Dockerfile: 'FROM base:1 AS a\nRUN echo a > /a\nFROM base:1\nCOPY --from=a /a /kept\n',
    });
    const { cacheLimitBytes } = harness.store.settings.get();
    harness.store.settings.update({ cacheLimitBytes: 0 });
    try {
      const run = await harness.build({ contextPath, tags: ['limited'] });
      const held = new Set(run.config.rootfs.diff_ids);
      const layers = harness.store.cache.layers();
      expect(layers.filter(({ isShared }) => !isShared)).toEqual([]);
      expect(layers.some(({ diffId }) => held.has(diffId))).toBe(true);
    } finally {
      harness.store.settings.update({ cacheLimitBytes });
    }
  });
});
