import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewEngine } from '../../shared/model/engine';
import { createServices, type Services } from '../../electron/services';
import { Darkroom } from '../helpers/command-line';
import { isInstalled } from '../helpers/run';
import { busyboxTar, present } from './engines';
import { SshServer } from './ssh-server';
import { Authority, freePort, TlsDaemon } from './tls-daemon';

const isRoot = process.getuid?.() === 0;
const hasSsh =
  present.has('docker 20.10') && existsSync('/usr/sbin/sshd') && (await isInstalled('ssh'));
const hasTls = isRoot && (await isInstalled('dockerd')) && (await isInstalled('openssl'));

let folder = '';
let services: Services;
let darkroom: Darkroom;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-connections-'));
  const root = join(folder, 'store');
  services = await createServices({ root, engine: 'embedded' });
  darkroom = new Darkroom(root);
});
afterAll(async () => {
  await services.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function add(given: Omit<NewEngine, 'name'>): Promise<string> {
  const name = `engine-${(count += 1)}`;
  await services.engines.addByHand({ name, ...given });
  return name;
}

/** What the connection's test says: the product, or the code of the diagnosis. */
async function testOf(given: Omit<NewEngine, 'name'>): Promise<string> {
  const name = await add(given);
  return services.engines.test(name, new AbortController().signal).then(
    (about) => about.product,
    (error: { code?: string; hint?: string }) => {
      expect(error.hint, 'a diagnosis says what to do').toMatch(/\w/);
      return error.code ?? String(error);
    },
  );
}

describe('a socket', () => {
  it('that is not there', async () => {
    expect(await testOf({ address: `unix://${folder}/none.sock` })).toBe('ENGINE_NOT_RUNNING');
  });

  it('of something else', async () => {
    const path = join(folder, 'other.sock');
    const server = await listen(
      (socket) => socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
      path,
    );
    expect(await testOf({ address: `unix://${path}` })).toBe('ENGINE_NOT_DOCKER');
    server.close();
  });

  it('of an engine that is too old', async () => {
    const path = join(folder, 'old.sock');
    const answer = 'HTTP/1.1 200 OK\r\nApi-Version: 1.24\r\nContent-Length: 2\r\n\r\nOK';
    const server = await listen((socket) => socket.end(answer), path);
    expect(await testOf({ address: `unix://${path}` })).toBe('ENGINE_API_TOO_OLD');
    server.close();
  });

  it.skipIf(!isRoot || !present.has('docker 20.10'))('that one may not use', async () => {
    const { currentUid, asNobody } = await unprivileged();
    expect(currentUid).not.toBe(0);
    expect(await asNobody(['engine', 'test', 'docker'])).toContain('ENGINE_PERMISSION_DENIED');
  });
});

describe('a port', () => {
  it('where nothing listens', async () => {
    const address = `tcp://127.0.0.1:${await freePort()}`;
    expect(await testOf({ address })).toBe('ENGINE_NOT_RUNNING');
  });

  it('of a host that is not known', async () => {
    expect(await testOf({ address: 'tcp://no-such-host.invalid:2375' })).toBe('ENGINE_UNREACHABLE');
  });

  it('that speaks no TLS', async () => {
    const server = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const { port } = server.address() as AddressInfo;
    const address = `tcp://127.0.0.1:${port}`;
    expect(await testOf({ address, skipVerify: false })).toBe('ENGINE_NOT_DOCKER');
    server.close();
  });
});

describe.skipIf(!hasTls)('dockerd with TLS', () => {
  let daemon: TlsDaemon;
  let address = '';
  let right: Omit<NewEngine, 'name' | 'address'>;
  let wrongCa = '';
  let stranger: { cert: string; key: string };

  beforeAll(async () => {
    const authority = await Authority.make(folder, 'authority');
    const other = await Authority.make(folder, 'other-authority');
    wrongCa = other.cert;
    const server = await authority.sign('server', 'subjectAltName=IP:127.0.0.1\n');
    const client = await authority.sign('client', 'extendedKeyUsage=clientAuth\n');
    stranger = await other.sign('stranger', 'extendedKeyUsage=clientAuth\n');
    daemon = await TlsDaemon.start(authority.cert, server, { ca: authority.cert, client });
    address = `tcp://127.0.0.1:${daemon.port}`;
    right = { caFile: authority.cert, certFile: client.cert, keyFile: client.key };
  });
  afterAll(() => daemon?.stop());

  it('is reached with the right certificates, and works', async () => {
    const name = await add({ address, ...right });
    const source = await busyboxTar(await mkdtemp(join(folder, 'base-')));
    const ok = (...args: string[]) => darkroom.ok(['--engine', name, ...args]);
    await ok('import', '-c', 'ENV PATH=/bin', source, 'tls:base');
    expect(await ok('images', '--format', '{{.Repository}}:{{.Tag}}')).toBe('tls:base');
    expect(await ok('run', '--rm', '--network', 'host', 'tls:base', 'echo', 'over TLS')).toBe(
      'over TLS',
    );
  });

  it.each([
    [
      'an authority that did not sign it',
      () => ({ ...right, caFile: wrongCa }),
      'ENGINE_CERTIFICATE_WRONG',
    ],
    [
      'a client certificate of another authority',
      () => ({ ...right, certFile: stranger.cert, keyFile: stranger.key }),
      'ENGINE_CLIENT_CERTIFICATE_WRONG',
    ],
    [
      'no client certificate',
      () => ({ caFile: right.caFile ?? '' }),
      'ENGINE_CLIENT_CERTIFICATE_WRONG',
    ],
    [
      'a key of another certificate',
      () => ({ ...right, keyFile: stranger.key }),
      'ENGINE_CLIENT_CERTIFICATE_WRONG',
    ],
    [
      'a certificate that is not there',
      () => ({ ...right, caFile: '/none.pem' }),
      'SOURCE_NOT_READABLE',
    ],
  ])('is not reached with %s', async (_what, given, code) => {
    expect(await testOf({ address, ...given() })).toBe(code);
  });

  it('is not reached by a name that is not in its certificate', async () => {
    const byName = address.replace('127.0.0.1', 'localhost');
    expect(await testOf({ address: byName, ...right })).toBe('ENGINE_CERTIFICATE_WRONG');
  });

  it('is not reached in the clear', async () => {
    expect(await testOf({ address })).toMatch(/^ENGINE_(NOT_DOCKER|CONNECTION_LOST)$/);
  });
});

describe.skipIf(!hasSsh)('docker through ssh', () => {
  let server: SshServer;
  let right: Omit<NewEngine, 'name'>;

  beforeAll(async () => {
    server = await SshServer.start();
    right = {
      address: server.address,
      identityFile: server.path('mine'),
      knownHostsFile: server.path('known_hosts'),
    };
  });
  afterAll(() => server?.stop());

  it('is reached with the right key, and works', async () => {
    const name = await add(right);
    const prefix = `darkroom-ssh-${process.pid}`;
    const source = await busyboxTar(await mkdtemp(join(folder, 'base-')));
    const ok = (...args: string[]) => darkroom.ok(['--engine', name, ...args]);
    try {
      await ok('import', '-c', 'ENV PATH=/bin', source, `${prefix}:base`);
      const run = ['run', '--rm', '--network', 'host', '-i', `${prefix}:base`, 'cat'];
      const echoed = await darkroom.run(['--engine', name, ...run], { input: 'over ssh\n' });
      expect(echoed).toMatchObject({ exitCode: 0, stdout: 'over ssh\n' });
      const context = await mkdtemp(join(folder, 'context-'));
      await writeFile(join(context, 'Dockerfile'), `FROM ${prefix}:base\nRUN echo built > /b\n`);
      await ok('build', '--network', 'host', '-t', `${prefix}:built`, context);
      expect(await ok('run', '--rm', '--network', 'host', `${prefix}:built`, 'cat', '/b')).toBe(
        'built',
      );
    } finally {
      await darkroom.run(['--engine', name, 'rmi', '-f', `${prefix}:built`, `${prefix}:base`]);
    }
  });

  it('is reached at a socket that is named', async () => {
    const address = `${server.address}/var/run/docker.sock`;
    expect(await testOf({ ...right, address })).toBe('Docker');
  });

  it.each([
    [
      'a key that is not authorized',
      () => ({ identityFile: server.path('stranger') }),
      'ENGINE_SSH_KEY_REFUSED',
    ],
    [
      'a host key that is not known',
      () => ({ knownHostsFile: server.path('known_none') }),
      'ENGINE_HOST_KEY_UNKNOWN',
    ],
    [
      'another host key than is known',
      () => ({ knownHostsFile: server.path('known_wrong') }),
      'ENGINE_HOST_KEY_CHANGED',
    ],
    [
      'a socket where nothing listens',
      () => ({ address: `${server.address}/none.sock` }),
      'ENGINE_NOT_RUNNING',
    ],
  ])('is not reached with %s', async (_what, change, code) => {
    expect(await testOf({ ...right, ...change() })).toBe(code);
  });

  it('is not reached where no ssh server is', async () => {
    const address = `ssh://127.0.0.1:${await freePort()}`;
    expect(await testOf({ ...right, address })).toBe('ENGINE_UNREACHABLE');
  });

  it('takes no password', async () => {
    await expect(add({ address: 'ssh://leon:secret@127.0.0.1' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

type OnConnection = (socket: Socket) => void;

/** Answers the first bytes of every connection. */
async function listen(onData: OnConnection, path?: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => onData(socket));
  });
  await new Promise<void>((resolve) =>
    path === undefined ? server.listen(0, '127.0.0.1', resolve) : server.listen(path, resolve),
  );
  return server;
}

/** The command line as a user who is in no group of docker's. */
async function unprivileged() {
  const { run } = await import('../helpers/run');
  const { darkroomPath } = await import('../helpers/command-line');
  const home = await mkdtemp('/var/tmp/darkroom-nobody-');
  await run('chown', ['nobody', home]);
  const id = await run('runuser', ['-u', 'nobody', '--', 'id', '-u']);
  return {
    currentUid: Number(id.stdout.trim()),
    asNobody: async (args: ReadonlyArray<string>) => {
      try {
        const env = {
          DARKROOM_ROOT: join(home, 'store'),
          HOME: home,
          ELECTRON_RUN_AS_NODE: undefined,
        };
        const command = ['-u', 'nobody', '--', darkroomPath, ...args];
        const { stdout, stderr } = await run('runuser', command, { env, cwd: '/' });
        return stdout + stderr;
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    },
  };
}
