import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../electron/cli/command';
import { runWords } from '../../electron/cli/dispatch';
import { commandNames, resolveCommand, loaders } from '../../electron/cli/registry';
import { ContractHost, contractNames, present } from './engines';

/** What a command line has to do on an engine that is not the embedded one. */
interface Expected {
  /** Default 0; null where it depends on what is installed on the engine's machine. */
  readonly code?: number | null;
  readonly stdout?: RegExp;
  readonly stderr?: RegExp;
}

/** BASE is an image, BOX a running container, NAME- the start of every name, DIR a folder. */
type Row = readonly [line: string, expected: Expected, ofPodman?: Expected];

const works = (stdout?: RegExp): Expected => ({ ...(stdout && { stdout }), stderr: /^(?!.*\[)/s });
const refused = (reason: RegExp, code = 1): Expected => ({
  code,
  stdout: /^$/,
  stderr: new RegExp(`${reason.source}.*\\[NOT_SUPPORTED\\]`, 's'),
});
const notes = (text: RegExp, code = 0): Expected => ({ code, stderr: text });
const id = /^(sha256:)?[0-9a-f]{64}\n$/;
const closed = '127.0.0.1:1/none:1';

/** In order: what one makes the next ones use. */
const rows: ReadonlyArray<Row> = [
  ['version', works(/Darkroom/)],
  ['info', works(/Engine: +peer/)],
  ['engine ls', works(/peer/)],
  ['engine test peer', works()],
  ['engine add other unix:///tmp/none.sock', works()],
  ['engine set other --author Nobody', works()],
  ['engine rm other', works()],
  ['engine use peer', works()],
  ['images', works(/base/)],
  ['history BASE', works(/IMAGE/)],
  ['inspect BASE', works(/made\.by/)],
  ['tag BASE NAME-tag:1', works()],
  ['import DIR/rootfs.tar NAME-imported:1', works(id)],
  ['build -q -t NAME-built:1 DIR/context', works(id)],
  ['build --check DIR/context', works()],
  ['build --build-context x=DIR -t NAME-never:1 DIR/context', refused(/build/, 1)],
  ['build -o DIR/never DIR/context', refused(/build/, 1)],
  ['builder du', works()],
  ['builder prune -f --filter id=none', works(), refused(/Podman/)],
  ['image-diff BASE NAME-built:1', works(/file/)],
  ['save -o DIR/saved.tar BASE', works()],
  ['save --compression zstd -o DIR/saved.tar.zst BASE', works()],
  ['save --format oci-dir -o DIR/layout BASE', works()],
  ['load -q -i DIR/saved.tar', works(/base/)],
  ['load -q -i DIR/saved.tar.zst', works(/base/)],
  ['send BASE embedded', works(/base/)],
  [`pull ${closed}`, { code: 1, stderr: /\[[A-Z_]+\]/ }],
  ['push --compression zstd BASE', refused(/compression/)],
  [`push BASE ${closed}`, { code: 1, stderr: /\[[A-Z_]+\]/ }],
  ['manifest ls', refused(/manifest/)],
  ['manifest create NAME-list:1 BASE', refused(/manifest/)],
  ['manifest annotate NAME-list:1 BASE', refused(/manifest/)],
  ['manifest push NAME-list:1', refused(/manifest/)],
  ['manifest rm NAME-list:1', refused(/manifest/)],
  ['export --format wsl -o DIR/never.wsl BASE', refused(/Export/)],
  ['run --rm --network none BASE echo said', works(/^said\n$/)],
  ['create --name NAME-made --network none BASE sh -c', works(id)],
  ['start NAME-made', works(/made/)],
  ['wait NAME-made', works(/^\d+\n$/)],
  ['logs NAME-made', { stderr: /sh|-c/ }],
  ['rename NAME-made NAME-renamed', works()],
  ['rm NAME-renamed', works(/renamed/)],
  ['create --name NAME-short --network none -i BASE cat', works(id)],
  ['start NAME-short', works()],
  ['attach NAME-short', works(/^n\n$/)],
  ['rm -f NAME-short', works()],
  ['ps', works(/box/)],
  ['exec BOX echo said', works(/^said\n$/)],
  ['exec BOX touch /root/changed', works()],
  ['cp -q BOX:/etc/os-release DIR/copied', works()],
  ['diff BOX', works(/root\/changed/)],
  // Docker runs the ps of its own machine, which need not have one.
  ['top BOX', { code: null, stderr: /^$|no ps|"ps"/ }, works(/sleep/)],
  ['port BOX', works()],
  ['stats --no-stream BOX', works(/box/)],
  ['pause BOX', works()],
  ['unpause BOX', works()],
  ['export -o DIR/box.tar BOX', works()],
  ['secrets scan BOX', works()],
  ['commit BOX NAME-snap:1', works(id)],
  ['commit --exclude /root/changed BOX NAME-snap:2', works(id)],
  ['timeline BOX', works(/snap/)],
  ['draft -o DIR/never-draft BOX', refused(/Draft/)],
  ['update --memory 1g BOX', { code: 1, stderr: /not supported/ }],
  ['restart -t 0 BOX', works()],
  ['kill BOX', works()],
  ['stop -t 0 BOX', works()],
  ['container prune -f --filter label=NAME-none', works()],
  ['volume create NAME-volume', works(/volume/)],
  ['volume inspect NAME-volume', works(/volume/)],
  ['volume ls', works(/volume/)],
  ['volume prune -f --filter label=NAME-none', works()],
  ['volume rm NAME-volume', works()],
  // Others work on these daemons too: it is asked, and answered no.
  ['prune', works()],
  ['rmi NAME-tag:1', works(/Untagged|untagged/)],
  ['events --since 10m --until 0s', works(/NAME/)],
  ['fsck', refused(/own store/, 2)],
  ['exclude ls', notes(/every engine/)],
  ['secrets ls', notes(/every engine/)],
  ['registry ls', notes(/Darkroom itself/)],
  ['logout none.invalid', notes(/every engine/)],
  ['login -u x --password-stdin 127.0.0.1:1', notes(/every engine/, 1)],
  [`search ${closed}`, notes(/by no engine/, 1)],
];

describe('the table of commands', () => {
  it('has every command', async () => {
    const called = await Promise.all(
      rows.map(async ([line]) => (await resolveCommand(line.split(' '))?.load())?.command.name),
    );
    const all = await Promise.all(
      commandNames.map(async (name) => (await loaders[name]?.())?.command.name),
    );
    expect(new Set(called)).toEqual(new Set(all));
  });
});

describe.each(contractNames.filter((name) => /26|podman/.test(name)))('on %s', (name) => {
  describe.skipIf(!present.has(name))('the command line', () => {
    let host: ContractHost;
    let base = '';

    beforeAll(async () => {
      host = await ContractHost.open(name);
      base = await host.importBase();
      const context = join(host.folder, 'context');
      await mkdir(context);
      await writeFile(join(context, 'file'), 'text');
      await writeFile(join(context, 'Dockerfile'), `FROM ${base}\nCOPY file /file\n`);
      const command = ['sh', '-c', 'sleep 100000'];
      const options = {
        image: base,
        name: `${host.prefix}-box`,
        command,
        network: 'none',
      } as const;
      await host.engine.containers.create(options);
      await host.engine.containers.start(options.name);
    });
    afterAll(() => host.close());

    const fill = (text: string): string =>
      text
        .replaceAll('BASE', base)
        .replaceAll('BOX', `${host.prefix}-box`)
        .replaceAll('NAME', host.prefix)
        .replaceAll('DIR', host.folder);

    for (const [line, all, ofPodman] of rows) {
      const expected = (name.startsWith('podman') ? ofPodman : undefined) ?? all;
      it(`darkroom --engine peer ${line}`, async () => {
        const { code, stdout, stderr } = await run(host, fill(line).split(' '));
        const said = `stdout: ${stdout}\nstderr: ${stderr}`;
        if (expected.code !== null) expect(code, said).toBe(expected.code ?? 0);
        const pattern = (given: RegExp): RegExp => new RegExp(fill(given.source), given.flags);
        if (expected.stdout !== undefined) expect(stdout, said).toMatch(pattern(expected.stdout));
        if (expected.stderr !== undefined) expect(stderr, said).toMatch(pattern(expected.stderr));
      }, 60_000);
    }

    it('has written what it was asked to, and nothing that it refused', async () => {
      const has = (file: string): boolean => existsSync(join(host.folder, file));
      const magic = (await readFile(join(host.folder, 'saved.tar.zst'))).readUInt32LE(0);
      expect(magic.toString(16)).toBe('fd2fb528');
      expect(['layout/index.json', 'copied', 'box.tar'].map(has)).toEqual([true, true, true]);
      expect(['never', 'never.wsl', 'never-draft'].map(has)).toEqual([false, false, false]);
    });
  });
});

/** A command line in this process, its input at its end. */
async function run(host: ContractHost, words: ReadonlyArray<string>) {
  const stdin = Object.assign(new PassThrough(), { unref: () => undefined });
  stdin.end('n\n');
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = { stdout: '', stderr: '' };
  stdout.on('data', (data: Buffer) => (texts.stdout += data.toString()));
  stderr.on('data', (data: Buffer) => (texts.stderr += data.toString()));
  const io = { stdin, stdout, stderr } as unknown as CommandIo;
  // The services go on to the next command.
  const services = Object.create(host.services, {
    dispose: { value: () => Promise.resolve() },
  }) as typeof host.services;
  const open = () => Promise.resolve(services);
  const code = await runWords(['--engine', host.engineName, ...words], { io, version: '0', open });
  return { code, ...texts };
}
