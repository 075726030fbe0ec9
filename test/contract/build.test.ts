import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BuildRequest } from '../../shared/model/build';
import type { BuildStep } from '../../shared/model/job';
import { run } from '../helpers/run';
import { ContractHost, contractNames, present, RecordedWork } from './engines';

describe.each(contractNames)('builds of %s', (name) => {
  describe.skipIf(!present.has(name))('are', () => {
    let host: ContractHost;
    let base = '';
    const lacks = async (feature: 'build-secrets' | 'build-ssh' | 'build-contexts') =>
      (await host.engine.capabilities()).lacks[feature] !== undefined;

    beforeAll(async () => {
      host = await ContractHost.open(name);
      base = await host.importBase();
    });
    afterAll(() => host.close());

    async function context(files: Readonly<Record<string, string>>): Promise<string> {
      const folder = await mkdtemp(join(host.folder, 'context-'));
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      return folder;
    }

    async function build(
      files: Readonly<Record<string, string>>,
      tag: string,
      options: Partial<BuildRequest> = {},
      work = new RecordedWork(),
    ) {
      const contextPath = await context(files);
      const tags = [`${host.prefix}:${tag}`];
      const result = await host.engine.build(
        { contextPath, tags, network: 'host', ...options },
        work,
      );
      return { result, work, reference: `${host.prefix}:${tag}` };
    }

    const text = async (reference: string, path: string) =>
      Buffer.from(await host.engine.images.readFile(reference, path, 10_000)).toString();

    it('right: files, config, labels, arguments, names', async () => {
      const { result, reference } = await build(
        {
          Dockerfile: [
            `FROM ${base}`,
            'ARG WHO=nobody',
            'ENV GREETING="hello world"',
            'COPY in/ /copied/',
            'RUN echo "$WHO" > /who && echo built',
            'WORKDIR /copied',
            'LABEL a=b',
            'CMD ["cat", "/who"]',
            '',
          ].join('\n'),
          'in/a.txt': 'a\n',
          'in/sub/b.txt': 'b\n',
        },
        'plain',
        { buildArgs: { WHO: 'leon' }, labels: { extra: 'label' } },
      );
      const image = await host.engine.images.inspect(reference);
      expect(image.id).toBe(result.imageId);
      expect(result.names).toEqual([reference]);
      expect(image.config.config).toMatchObject({
        Cmd: ['cat', '/who'],
        WorkingDir: '/copied',
        Labels: { a: 'b', extra: 'label', 'made.by': 'contract' },
      });
      expect(image.config.config.Env).toContain('GREETING=hello world');
      expect(await text(reference, '/who')).toBe('leon\n');
      expect(await text(reference, '/copied/sub/b.txt')).toBe('b\n');
    });

    it('told step by step, with output', async () => {
      const dockerfile = `FROM ${base}\nRUN echo told-$((1 + 1))\nRUN true\n`;
      const { work } = await build({ Dockerfile: dockerfile }, 'steps');
      const step = last(work, 'RUN echo told');
      expect(step).toMatchObject({ state: 'done', line: 2, stage: 'stage-0' });
      expect(work.output).toContain('told-2');
      expect(work.reports.some((report) => report.unit === 'steps' && report.done > 0)).toBe(true);
      const again = await build({ Dockerfile: dockerfile }, 'steps');
      expect(last(again.work, 'RUN echo told')?.state).toBe('cached');
      expect(again.result.cachedCount).toBeGreaterThanOrEqual(2);
    });

    it('of several stages, and of one target', async () => {
      const files = {
        Dockerfile: [
          `FROM ${base} AS first`,
          'RUN echo first > /first',
          `FROM ${base} AS second`,
          'COPY --from=first /first /from-first',
          'FROM second AS third',
          'RUN false',
        ].join('\n'),
      };
      const { reference } = await build(files, 'stages', { target: 'second' });
      expect(await text(reference, '/from-first')).toBe('first\n');
    });

    it('without what .dockerignore names', async () => {
      const { reference } = await build(
        {
          Dockerfile: `FROM ${base}\nCOPY . /all/\n`,
          '.dockerignore': '# comment\nsecret*\nlogs\n!logs/keep.txt\n',
          'secret.txt': 'no',
          'logs/drop.txt': 'no',
          'logs/keep.txt': 'yes',
          'kept.txt': 'yes',
        },
        'ignore',
      );
      const names = async (path: string) =>
        (await host.engine.images.tree(reference, null, path)).map((node) => node.name);
      expect(await names('all')).toEqual(['logs', '.dockerignore', 'Dockerfile', 'kept.txt']);
      expect(await names('all/logs')).toEqual(['keep.txt']);
    });

    it('of a Dockerfile elsewhere, or a text', async () => {
      const elsewhere = join(
        await context({ 'Other.Dockerfile': `FROM ${base}\nENV A=1\n` }),
        'Other.Dockerfile',
      );
      const first = await build({ 'x.txt': 'x' }, 'elsewhere', { dockerfilePath: elsewhere });
      expect((await host.engine.images.inspect(first.reference)).config.config.Env).toContain(
        'A=1',
      );
      const second = await build({ 'x.txt': 'x' }, 'text', {
        dockerfileText: `FROM ${base}\nCOPY x.txt /x\n`,
      });
      expect(await text(second.reference, '/x')).toBe('x');
    });

    it('failed with the line, the exit code and the last output', async () => {
      const failing = build({ Dockerfile: `FROM ${base}\nRUN echo before; exit 3\n` }, 'failing');
      await expect(failing).rejects.toMatchObject({
        code: 'BUILD_STEP_FAILED',
        range: { start: { line: 2 } },
        data: { exitCode: 3, lastOutput: expect.stringContaining('before') as string },
      });
      await expect(host.engine.images.inspect(`${host.prefix}:failing`)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
    });

    it('refused for a mistake in the Dockerfile, at its line', async () => {
      await expect(
        build({ Dockerfile: `FROM ${base}\nRUNN true\n` }, 'syntax'),
      ).rejects.toMatchObject({ range: { start: { line: 2 } } });
      await expect(
        build({ Dockerfile: `FROM ${base}\nCOPY none.txt /\n` }, 'missing'),
      ).rejects.toMatchObject({ code: 'BUILD_COPY_SOURCE_NOT_FOUND' });
    });

    it('given secrets that stay out of the image', async (test) => {
      if (await lacks('build-secrets')) test.skip();
      const file = join(await context({ secret: 'very secret' }), 'secret');
      const { reference } = await build(
        {
          Dockerfile: `FROM ${base}\nRUN --mount=type=secret,id=one test "$(cat /run/secrets/one)" = "very secret" && echo ok > /ok\n`,
        },
        'secret',
        { secrets: { one: { kind: 'file', path: file } } },
      );
      expect(await text(reference, '/ok')).toBe('ok\n');
      const missing = build(
        { Dockerfile: `FROM ${base}\nRUN --mount=type=secret,id=two,required=true true\n` },
        'secret-missing',
        { secrets: { one: { kind: 'file', path: file } } },
      );
      await expect(missing).rejects.toMatchObject({ name: 'DarkroomError' });
    });

    it('given an SSH agent', async (test) => {
      if (await lacks('build-ssh')) test.skip();
      const agent = await run('ssh-agent', ['-s']);
      const socket = /SSH_AUTH_SOCK=([^;]+)/.exec(agent.stdout)?.[1] ?? '';
      const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(agent.stdout)?.[1]);
      try {
        const { reference } = await build(
          {
            Dockerfile: `FROM ${base}\nRUN --mount=type=ssh test -S "$SSH_AUTH_SOCK" && echo ok > /agent\n`,
          },
          'agent',
          { sshAgents: { default: socket } },
        );
        expect(await text(reference, '/agent')).toBe('ok\n');
      } finally {
        process.kill(pid);
      }
    });

    it('refused before they start for what the engine cannot be given', async (test) => {
      if (!(await lacks('build-contexts'))) test.skip();
      const work = new RecordedWork();
      const building = build(
        { Dockerfile: `FROM ${base}\n` },
        'contexts',
        { buildContexts: { other: { kind: 'folder', path: host.folder } } },
        work,
      );
      await expect(building).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      expect(work.entries).toEqual([]);
    });

    it('cancelled at once', async () => {
      const controller = new AbortController();
      const work = new RecordedWork(controller.signal);
      const building = build(
        { Dockerfile: `FROM ${base}\nRUN echo going; sleep 100\n` },
        'cancelled',
        {},
        work,
      );
      const startedAt = Date.now();
      const waiting = setInterval(() => {
        if (work.output.includes('going')) controller.abort();
      }, 50);
      try {
        await expect(building).rejects.toMatchObject({ code: 'CANCELLED' });
      } finally {
        clearInterval(waiting);
      }
      expect(Date.now() - startedAt).toBeLessThan(60_000);
    });
  });
});

function last(work: RecordedWork, title: string): BuildStep | undefined {
  return work.entries
    .flatMap((entry) => (entry.kind === 'step' ? [entry.step] : []))
    .filter((step) => step.title.includes(title))
    .at(-1);
}
