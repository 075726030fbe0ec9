import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandKit, hasBusybox } from '../helpers/command-kit';

describe.skipIf(!hasBusybox)('darkroom build, its options', () => {
  let kit: CommandKit;
  const children: ChildProcess[] = [];
  const servers: Server[] = [];

  beforeAll(async () => {
    kit = await CommandKit.open();
  });

  afterAll(() => {
    for (const child of children) child.kill();
    for (const server of servers) server.close();
    kit?.close();
  });

  /** Serves a folder of files over http. */
  async function serve(folder: string): Promise<string> {
    const server = createServer((request, response) => {
      const name = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname);
      try {
        response.end(readFileSync(join(folder, name)));
      } catch {
        response.writeHead(404).end();
      }
    });
    servers.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** A bare repository with a tag `v1` and, on `main`, a folder `sub` with a Dockerfile. */
  function repository(): string {
    const work = kit.context({ Dockerfile: 'FROM base:1\nCOPY . /g\n', 'sub/x': 'one' });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@x', ...args], { cwd: work });
    git('init', '-q', '-b', 'main', '.');
    git('add', '-A');
    git('commit', '-qm', '1');
    git('tag', 'v1');
    writeFileSync(join(work, 'sub/x'), 'two');
    writeFileSync(join(work, 'sub/Dockerfile'), 'FROM base:1\nCOPY x /x\n');
    git('add', '-A');
    git('commit', '-qm', '2');
    const bare = kit.path('r.git');
    execFileSync('git', ['clone', '-q', '--bare', work, bare]);
    execFileSync('git', ['update-server-info'], { cwd: bare });
    return bare;
  }

  it('hands hosts, limits and shared memory to RUN', async () => {
    const contextPath = kit.context({
      Dockerfile: `FROM base:1
RUN cat /etc/hosts > /hosts && ulimit -n > /n && ulimit -Hn > /h && df -k /dev/shm > /shm
`,
    });
    const limits = ['--ulimit', 'nofile=99:100', '--shm-size', '32m'];
    const hosts = [
      '--add-host',
      'one:1.2.3.4',
      '--add-host=two=[::1]',
      '--add-host=up:host-gateway',
    ];
    const built = await kit.build([...limits, ...hosts, '-t', 'limits', contextPath]);
    expect(built).toMatchObject({ exitCode: 0 });
    const found = await kit.read('limits', '/hosts');
    expect(found).toMatch(/^1\.2\.3\.4\s+one$/m);
    expect(found).toMatch(/^::1\s+two$/m);
    expect(found).toMatch(/^127\.0\.0\.1\s+up$/m);
    expect(await kit.read('limits', '/n')).toBe('99');
    expect(await kit.read('limits', '/h')).toBe('100');
    expect(await kit.read('limits', '/shm')).toMatch(/ 32768 /);
  });

  it('hands secrets to RUN, and keeps them nowhere', async () => {
    const value = 'correct-horse-battery';
    const contextPath = kit.context({
      Dockerfile: `FROM base:1
RUN --mount=type=secret,id=file,mode=0440 stat -c %a /run/secrets/file > /mode; cat /run/secrets/file
RUN --mount=type=secret,id=v,env=TOKEN [ "$TOKEN" = "${'$'}(cat /run/secrets/v 2>/dev/null || echo $TOKEN)" ] && echo "is $TOKEN"
RUN --mount=type=secret,id=absent [ ! -e /run/secrets/absent ]
`,
    });
    const file = kit.path('secret');
    writeFileSync(file, `${value}\n`);
    const secrets = ['--secret', `id=file,src=${file}`, '--secret', 'id=v,env=MY_TOKEN'];
    const env = { MY_TOKEN: value };
    const built = await kit.build([...secrets, '-t', 'secret', contextPath], { env });
    expect(built).toMatchObject({ exitCode: 0 });
    expect(built.stderr).toContain('is *****');
    expect(await kit.read('secret', '/mode')).toBe('440');
    expect(grep(value, kit.darkroom.root)).toEqual([]);
    // another value is no reason to run the steps again, as in BuildKit
    const again = await kit.build([...secrets, contextPath], { env: { MY_TOKEN: 'another' } });
    expect(again.stderr.match(/CACHED/g)).toHaveLength(3);
  });

  it('says which secret is missing, at its line', async () => {
    const contextPath = kit.context({
      Dockerfile: 'FROM base:1\nRUN --mount=type=secret,id=key,required true\n',
    });
    const { exitCode, stderr } = await kit.build([contextPath]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Dockerfile:2');
    expect(stderr).toMatch(/secret key: not found[^]*--secret id=key/);
  });

  it('hands an agent to RUN', async () => {
    const socket = join(kit.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket]);
    children.push(agent);
    await new Promise((ready) => agent.stdout.once('data', ready));
    const contextPath = kit.context({
      Dockerfile:
        'FROM base:1\nRUN --mount=type=ssh [ -S "$SSH_AUTH_SOCK" ] && echo $SSH_AUTH_SOCK > /s\n',
    });
    const given = await kit.build(['--ssh', 'default', '-t', 'ssh', contextPath], {
      env: { SSH_AUTH_SOCK: socket },
    });
    expect(given).toMatchObject({ exitCode: 0 });
    expect(await kit.read('ssh', '/s')).toBe('/run/buildkit/ssh_agent.0');
    const without = await kit.build(['--ssh', 'default', contextPath], {
      env: { SSH_AUTH_SOCK: undefined },
    });
    expect(without.stderr).toContain('make sure SSH_AUTH_SOCK is set');
  });

  it('takes other contexts: a folder, an image, a layout, a repository, instead of a stage', async () => {
    const url = await serve(join(repository(), '..'));
    const name = readdirSync(kit.folder).find((entry) => entry.endsWith('r.git')) ?? '';
    const layout = kit.path('layout');
    const small = kit.context({ Dockerfile: 'FROM scratch\nCOPY f /from-layout\n', f: 'layout' });
    const output = `type=oci,tar=false,dest=${layout},name=x/y:small`;
    expect(await kit.build(['-o', output, small])).toMatchObject({ exitCode: 0 });
    const contextPath = kit.context({
      Dockerfile: `FROM nowhere AS replaced
RUN exit 1
FROM img
COPY --from=folder f /folder
COPY --from=layout from-layout /layout
COPY --from=repo sub/x /repo
COPY --from=replaced f /replaced
`,
    });
    const folder = kit.context({ f: 'folder' });
    const contexts = {
      folder,
      img: 'docker-image://base:1',
      layout: `oci-layout://${layout}:small`,
      repo: `${url}/${name}#v1`,
      replaced: folder,
    };
    const flags = Object.entries(contexts).map(([key, value]) => `--build-context=${key}=${value}`);
    const built = await kit.build([...flags, '-t', 'contexts', contextPath]);
    expect(built).toMatchObject({ exitCode: 0 });
    const texts = ['/folder', '/layout', '/repo', '/replaced'].map((path) =>
      kit.read('contexts', path),
    );
    expect(await Promise.all(texts)).toEqual(['folder', 'layout', 'one', 'folder']);
  });

  it('builds git and http contexts, and ADDs repositories and archives', async () => {
    const bare = repository();
    const url = await serve(join(bare, '..'));
    const remote = `${url}/${bare.slice(bare.lastIndexOf('/') + 1)}`;
    expect(await kit.build(['-t', 'git', `${remote}#main:sub`])).toMatchObject({ exitCode: 0 });
    expect(await kit.read('git', '/x')).toBe('two');
    const folder = kit.context({ Dockerfile: 'FROM base:1\nCOPY f /f\n', f: 'tar' });
    const tar = kit.path('context.tgz');
    execFileSync('tar', ['-C', folder, '-czf', tar, '.']);
    const tarUrl = `${url}/${tar.slice(tar.lastIndexOf('/') + 1)}`;
    expect(await kit.build(['-t', 'http', tarUrl])).toMatchObject({ exitCode: 0 });
    expect(await kit.read('http', '/f')).toBe('tar');
    const add = kit.context({
      Dockerfile: `FROM base:1
ADD ${remote}#v1 /r/
ADD --keep-git-dir ${remote} /k/
ADD --unpack=true ${tarUrl} /u/
RUN [ ! -e /r/.git ] && [ -d /k/.git ] && cat /r/sub/x /k/sub/x /u/f > /all
`,
    });
    expect(await kit.build(['-t', 'add', add])).toMatchObject({ exitCode: 0 });
    expect(await kit.read('add', '/all')).toBe('onetwotar');
    expect((await kit.build([add])).stderr.match(/CACHED/g)).toHaveLength(4);
    const secret = await kit.build([`http://me:tok3n@127.0.0.1:1/none.git`]);
    expect(secret.exitCode).toBe(1);
    expect(`${secret.stdout}${secret.stderr}`).not.toContain('tok3n');
  });

  const refusals: ReadonlyArray<readonly [name: string, args: string[], message: RegExp]> = [
    ['several platforms', ['--platform', 'linux/amd64,linux/arm64'], /one by one/],
    ['attestations', ['--sbom=true'], /attestations are not supported/],
    ['an insecure entitlement', ['--allow', 'security.insecure'], /sandbox/],
    ['squashing', ['--squash'], /last stage/],
    ['a cache elsewhere', ['--cache-to', 'type=gha'], /type=local with a folder/],
    ['an unknown output', ['-o', 'type=x'], /unsupported output type "x"/],
    ['a host without an address', ['--add-host', 'a'], /not host:ip/],
    ['a limit that is none', ['--ulimit', 'x=1'], /invalid ulimit type/],
    ['a size that is none', ['--shm-size', 'much'], /invalid size/],
    ['an annotation of an index', ['--annotation', 'index:a=b'], /manifest alone/],
    ['an unknown network', ['--network', 'mine'], /host, none or default/],
  ];
  it.each(refusals)('refuses %s and says why', async (_name, args, message) => {
    const { exitCode, stderr } = await kit.build([...args, kit.folder]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('answers --call, and runs stages again that --no-cache-filter names', async () => {
    const contextPath = kit.context({
      Dockerfile: `ARG A=1
FROM base:1 AS one
RUN --mount=type=secret,id=s true
FROM one AS two
ARG B
RUN true
`,
    });
    const outline = await kit.darkroom.ok(['buildx', 'build', '--call', 'outline', contextPath]);
    expect(outline).toMatch(/TARGET: two[^]*A +1[^]*B[^]*SECRET[^]*\ns/);
    const targets = await kit.darkroom.ok(['builder', 'build', '--call=targets', contextPath]);
    expect(targets).toMatch(/one +base:1\ntwo \(default\) +one/);
    await kit.build([contextPath]);
    const { stderr } = await kit.build(['--no-cache-filter', 'two', contextPath]);
    expect(stderr.match(/CACHED/g)).toHaveLength(1);
  });
});

/** Files below a folder that hold a text. */
function grep(text: string, folder: string): ReadonlyArray<string> {
  try {
    const found = execFileSync('grep', ['-rlaF', text, folder], { encoding: 'utf8' });
    return found.trim().split('\n');
  } catch {
    return [];
  }
}
