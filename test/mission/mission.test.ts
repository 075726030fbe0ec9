import { createServer, type Server } from 'node:http';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Darkroom, darkroomPath } from '../helpers/command-line';
import { PseudoTerminal } from '../helpers/pseudo-terminal';
import { runOk } from '../helpers/run';
import { debianTemplate, templateObstacle, type Template } from '../helpers/template';

const obstacle = await templateObstacle();

/**
 * The commands of the document that Darkroom was ordered from, in its order: commit needs an image, so
 * the import, which the document has second, comes first.
 */
describe.skipIf(obstacle !== null)('the mission document', () => {
  let folder: string;
  let darkroom: Darkroom;
  let template: Template;
  let server: Server;
  let url: string;

  beforeAll(async () => {
    template = await debianTemplate();
    folder = await mkdtemp(join(tmpdir(), 'darkroom-mission-'));
    darkroom = new Darkroom(join(folder, 'store'));
    server = createServer((_, response) => {
      response.setHeader('Last-Modified', 'Tue, 01 Jan 2019 00:00:00 GMT');
      response.end('from the network\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/remote.txt`;
  }, 600_000);

  afterAll(async () => {
    server.close();
    await darkroom.run(['prune', '-a', '-f']);
    await rm(folder, { recursive: true, force: true });
  });

  it('imports a template from a pipe', async () => {
    const child = spawn(darkroomPath, ['import', '-', 'ubuntu:14.04'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, DARKROOM_ROOT: darkroom.root },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createReadStream(template.gzip).pipe(child.stdin);
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, output: output.trim() }).toEqual({
      code: 0,
      output: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
    expect(await darkroom.ok(['images', '--format', '{{.Repository}}:{{.Tag}}'])).toBe(
      'ubuntu:14.04',
    );
  }, 120_000);

  it('runs it at a terminal and changes something', async () => {
    const terminal = new PseudoTerminal(darkroomPath, ['run', '-it', 'ubuntu:14.04', '/bin/bash'], {
      DARKROOM_ROOT: darkroom.root,
    });
    await terminal.waitFor(/root@[0-9a-f]{12}:\/# /);
    terminal.type('touch test\r');
    terminal.type('ls /test && stty size\r');
    await terminal.waitFor(/\/test\r\n30 100/);
    terminal.type('exit\r');
    expect(await terminal.exit()).toBe(0);
    const container = await darkroom.ok(['ps', '-a', '-l', '-q']);
    const changes = await darkroom.ok(['diff', container]);
    expect(changes.split('\n')).toContain('A /test');
  }, 120_000);

  it('commits the container by the start of its id', async () => {
    const container = await darkroom.ok(['ps', '-a', '-l', '-q']);
    const id = await darkroom.ok([
      'commit',
      '-m',
      'aa',
      '-a',
      'leon',
      container.slice(0, 5),
      'test_image',
    ]);
    const [image] = JSON.parse(await darkroom.ok(['image', 'inspect', 'test_image'])) as [
      {
        Id: string;
        Author: string;
        Comment: string;
        RootFS: { Layers: string[] };
        Config: { Cmd: string[] };
      },
    ];
    expect({
      ...image,
      RootFS: image.RootFS.Layers.length,
      Config: image.Config.Cmd,
    }).toMatchObject({
      Id: id,
      Author: 'leon',
      Comment: 'aa',
      RootFS: 2,
      Config: ['/bin/bash'],
    });
    expect(await darkroom.ok(['run', '--rm', 'test_image', 'ls', '/test'])).toBe('/test');
  }, 60_000);

  it('builds a Dockerfile with the thirteen instructions in every form', async () => {
    const context = await makeContext(join(folder, 'context'), url);
    await darkroom.ok(['build', '--network', 'host', '-t', 'leon/thirteen:1', context]);
    const [image] = JSON.parse(await darkroom.ok(['image', 'inspect', 'leon/thirteen:1'])) as [
      { Author: string; Config: Record<string, unknown> },
    ];
    expect(image.Author).toBe('leon <leon@example.com>');
    expect(image.Config).toMatchObject({
      Cmd: ['/bin/sh', '-c', 'cat /etc/shell-form'],
      Entrypoint: ['/bin/sh', '-c', 'exec cat /etc/entry'],
      ExposedPorts: { '80/tcp': {}, '443/tcp': {}, '53/udp': {} },
      User: 'daemon',
      WorkingDir: '/home/leon/workdir/sub',
      Volumes: { '/data': {}, '/var/log/one': {}, '/var/log/two': {} },
      OnBuild: ['RUN echo triggered > /tmp/onbuild', 'COPY late.txt /tmp/late.txt'],
    });
    expect(image.Config['Env']).toEqual(
      expect.arrayContaining(['PG_MAJOR=9.3', 'GREETING=hello world', 'A=1', 'B=two words']),
    );
    const shown = await darkroom.ok([
      'run',
      '--rm',
      '--entrypoint',
      '/bin/sh',
      'leon/thirteen:1',
      '-c',
      'id -un; pwd; cat /etc/shell-form /etc/exec-form /etc/bash-form /copied/a.txt /copied/sub/b.txt /added.txt /remote.txt /unpacked/in-tar.txt; stat -c %U /etc/shell-form',
    ]);
    expect(shown.split('\n')).toEqual([
      'daemon',
      '/home/leon/workdir/sub',
      'shell form',
      'exec form',
      'bash form',
      'a',
      'b',
      'added',
      'from the network',
      'in the tar',
      'root',
    ]);
  }, 120_000);

  it('runs the last ENTRYPOINT and lets run replace CMD', async () => {
    const { exitCode, stdout } = await darkroom.run(['run', '--rm', 'leon/thirteen:1']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'entry point\n' });
  }, 60_000);

  it('sets off ONBUILD in an image built on it', async () => {
    const context = join(folder, 'second');
    await mkdir(context);
    await writeFile(join(context, 'late.txt'), 'late\n');
    await writeFile(
      join(context, 'Dockerfile'),
      'FROM leon/thirteen:1\nUSER root\nENTRYPOINT []\nCMD ["cat", "/tmp/onbuild", "/tmp/late.txt"]\n',
    );
    await darkroom.ok(['build', '-t', 'leon/second', context]);
    expect(await darkroom.ok(['run', '--rm', 'leon/second'])).toBe('triggered\nlate');
    const onBuild = await darkroom.ok([
      'image',
      'inspect',
      '-f',
      '{{json .Config.OnBuild}}',
      'leon/second',
    ]);
    expect(['null', '[]']).toContain(onBuild);
  }, 120_000);

  it('leaves a store without a fault', async () => {
    const { exitCode, stdout } = await darkroom.run(['fsck']);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('no problem') as string,
    });
  }, 60_000);
});

/** A context whose Dockerfile shows each instruction in each form of the document, with its spellings. */
async function makeContext(context: string, url: string): Promise<string> {
  await mkdir(join(context, 'copied', 'sub'), { recursive: true });
  await mkdir(join(context, 'in'));
  await writeFile(join(context, 'copied', 'a.txt'), 'a\n');
  await writeFile(join(context, 'copied', 'sub', 'b.txt'), 'b\n');
  await writeFile(join(context, 'added.txt'), 'added\n');
  await writeFile(join(context, 'in', 'in-tar.txt'), 'in the tar\n');
  await runOk('tar', [
    '-C',
    join(context, 'in'),
    '-czf',
    join(context, 'files.tar.gz'),
    'in-tar.txt',
  ]);
  const lines = [
    'FROM ubuntu:14.04',
    'MAINTAINER leon <leon@example.com>',
    'RUN echo shell form > /etc/shell-form',
    'RUN ["/bin/sh", "-c", "echo exec form > /etc/exec-form"]',
    'RUN ["/bin/bash", "-c", "echo bash form > /etc/bash-form"]',
    'RUN echo entry point > /etc/entry',
    'EXPOSE 80',
    'EXPOSE 443 53/udp',
    'ENV GREETING hello world',
    'env PG_MAJOR 9.3',
    'ENV A=1 B="two words"',
    'ADD added.txt /added.txt',
    `ADD ${url} /remote.txt`,
    'RUN chmod 644 /remote.txt',
    'ADD files.tar.gz /unpacked/',
    'COPY copied /copied',
    'VOLUME ["/data"]',
    'VOLUME /var/log/one /var/log/two',
    'RUN groupadd -r postgres && useradd -r -g postgres postgres',
    'USER daemon',
    'WORKDIR /home/leon/workdir',
    'WORKDIR sub',
    'CMD ["/bin/cat", "/etc/exec-form"]',
    'CMD ["param1", "param2"]',
    'CMD cat /etc/shell-form',
    'ENTRYPOINT ["/bin/cat"]',
    'ENTRYPOINT exec cat /etc/entry',
    'ONBUILD RUN echo triggered > /tmp/onbuild',
    'ONBUILD COPY late.txt /tmp/late.txt',
    '',
  ];
  await writeFile(join(context, 'Dockerfile'), lines.join('\n'));
  return context;
}
