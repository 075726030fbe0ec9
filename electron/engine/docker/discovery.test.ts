import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverEngines } from './discovery';

describe('discoverEngines', () => {
  let home = '';
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'darkroom-discovery-'));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** Without the engines of the machine that runs the test. */
  async function found(env: NodeJS.ProcessEnv) {
    const entries = await discoverEngines({ env, home, platform: 'linux' });
    return entries.filter(({ name }) => name !== 'docker' && name !== 'podman');
  }

  async function context(id: string, meta: unknown, tls: ReadonlyArray<string> = []) {
    const place = join(home, '.docker', 'contexts');
    await mkdir(join(place, 'meta', id), { recursive: true });
    await writeFile(join(place, 'meta', id, 'meta.json'), JSON.stringify(meta));
    if (tls.length > 0) await mkdir(join(place, 'tls', id, 'docker'), { recursive: true });
    for (const name of tls) await writeFile(join(place, 'tls', id, 'docker', name), 'pem');
    return join(place, 'tls', id, 'docker');
  }

  it('finds sockets of one’s own', async () => {
    const run = join(home, 'run');
    await mkdir(join(run, 'podman'), { recursive: true });
    await writeFile(join(run, 'podman', 'podman.sock'), '');
    await writeFile(join(run, 'docker.sock'), '');
    expect(
      (await found({ XDG_RUNTIME_DIR: run })).map(({ name, source }) => [name, source]),
    ).toEqual([
      ['docker-rootless', 'socket'],
      ['podman-rootless', 'socket'],
    ]);
  });

  it('reads docker contexts with their certificates, and passes over broken ones', async () => {
    const tls = await context(
      'a1',
      {
        Name: 'server',
        Endpoints: { docker: { Host: 'tcp://server:2376', SkipTLSVerify: false } },
      },
      ['ca.pem', 'cert.pem', 'key.pem'],
    );
    await context('b2', { Name: 'far', Endpoints: { docker: { Host: 'ssh://leon@far' } } });
    await context('c3', { Name: 'cluster', Endpoints: { kubernetes: {} } });
    await mkdir(join(home, '.docker', 'contexts', 'meta', 'd4'));
    await writeFile(join(home, '.docker', 'contexts', 'meta', 'd4', 'meta.json'), '{');
    expect(await found({})).toMatchObject([
      {
        name: 'server',
        source: 'context',
        endpoint: {
          kind: 'tcp',
          host: 'server',
          port: 2376,
          tls: {
            caFile: join(tls, 'ca.pem'),
            certFile: join(tls, 'cert.pem'),
            keyFile: join(tls, 'key.pem'),
            skipVerify: false,
          },
        },
      },
      { name: 'far', endpoint: { kind: 'ssh', host: 'far', user: 'leon' } },
    ]);
  });

  it('reads DOCKER_HOST, with its certificates when they are to be checked', async () => {
    const env = { DOCKER_HOST: 'tcp://h:1', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(await found(env)).toMatchObject([
      { name: 'DOCKER_HOST', endpoint: { host: 'h', port: 1, tls: { caFile: '/certs/ca.pem' } } },
    ]);
    expect(await found({ DOCKER_HOST: 'tcp://h:1' })).toMatchObject([{ endpoint: { tls: null } }]);
    expect(await found({ DOCKER_HOST: 'nonsense' })).toEqual([]);
  });

  it('lists what DOCKER_HOST and a context both name once', async () => {
    await context('a1', { Name: 'far', Endpoints: { docker: { Host: 'ssh://far' } } });
    expect((await found({ DOCKER_HOST: 'ssh://far' })).map(({ name }) => name)).toEqual(['far']);
  });
});
