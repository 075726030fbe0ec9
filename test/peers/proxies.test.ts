import { createReadStream, existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CommandKit, hasBusybox } from '../helpers/command-kit';
import { startProxy, type TestProxy } from '../helpers/connect-proxy';
import { hasRegistry, startRegistry, type TestRegistry } from '../helpers/registry';
import { isInstalled, runOk } from '../helpers/run';

const canRun = hasBusybox && (await hasRegistry()) && (await isInstalled('git'));

/** Names below .test exist nowhere (RFC 6761): whoever reaches them did so through the proxy. */
describe.skipIf(!canRun)('the proxy of the environment', () => {
  let kit: CommandKit;
  let registry: TestRegistry;
  let proxy: TestProxy;
  let files: Server;
  let address = '';
  const name = () => `registry.test:${registry.port}`;
  const through = (more: NodeJS.ProcessEnv = {}) => ({
    env: {
      ...without,
      HTTP_PROXY: `http://${proxy.host}`,
      HTTPS_PROXY: `http://${proxy.host}`,
      SSL_CERT_FILE: registry.caFile,
      DOCKER_CONFIG: kit.path('docker'),
      ...more,
    },
  });
  const names = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
  const without = Object.fromEntries(names.map((one) => [one, undefined]));

  beforeAll(async () => {
    kit = await CommandKit.open();
    registry = await startRegistry({ tls: true });
    const folder = kit.path('files');
    await mkdir(folder);
    await writeFile(join(folder, 'hello.txt'), 'from far away\n');
    const git = (...args: string[]) => runOk('git', args, { cwd: folder });
    await git('init', '-q', 'work');
    await writeFile(join(folder, 'work', 'Dockerfile'), 'FROM base:1\nCOPY Dockerfile /kept\n');
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
    await git('-C', 'work', 'add', '.');
    await git('-C', 'work', ...who, 'commit', '-qm', 'first');
    await git('clone', '-q', '--bare', 'work', 'shop.git');
    await git('-C', 'shop.git', 'update-server-info');
    files = createServer((request, response) => {
      const path = join(folder, new URL(request.url ?? '', 'http://any').pathname);
      if (existsSync(path)) createReadStream(path).pipe(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
    address = `http://files.test:${(files.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    proxy = await startProxy();
  });
  afterEach(() => proxy.stop());
  afterAll(async () => {
    await registry.stop();
    files.closeAllConnections();
    files.close();
    kit.close();
  });

  it('is used for a registry: pushes, tags and pulls, in either case of the name', async () => {
    const { darkroom } = kit;
    await darkroom.ok(['push', 'base:1', `${name()}/base:1`], through());
    expect(proxy.asked).toContain(`CONNECT ${name()}`);
    const small = { HTTPS_PROXY: undefined, https_proxy: proxy.host };
    expect(await darkroom.ok(['search', `${name()}/base`], through(small))).toContain('1');
    const other = await kit.otherStore();
    await other.ok(['pull', `${name()}/base:1`], through());
    expect(await other.ok(['images', '-q', `${name()}/base:1`])).not.toBe('');
  });

  it('is given its login, and the registry is not', async () => {
    await proxy.stop();
    proxy = await startProxy('leon:s3cret');
    const { darkroom } = kit;
    const refused = await darkroom.run(['search', `${name()}/base`], through());
    expect(refused.exitCode).not.toBe(0);
    expect(refused.stderr).toContain('407');
    expect(refused.stderr).toContain('REGISTRY_UNREACHABLE');
    expect(refused.stderr).toContain('HTTPS_PROXY');
    expect(proxy.asked).toHaveLength(1); // said once, not tried again
    const login = { HTTPS_PROXY: `http://leon:s3cret@${proxy.host}` };
    expect(await darkroom.ok(['search', `${name()}/base`], through(login))).toContain('1');
  });

  it('is left out where NO_PROXY says so', async () => {
    for (const variable of ['NO_PROXY', 'no_proxy']) {
      const env = through({ [variable]: '.test' });
      const direct = await kit.darkroom.run(['search', `${name()}/base`], env);
      expect(direct.stderr).toContain('REGISTRY_UNREACHABLE');
    }
    expect(proxy.asked).toEqual([]);
  });

  it('is said when nobody is there', async () => {
    await proxy.stop();
    const { stderr } = await kit.darkroom.run(['search', `${name()}/base`], through());
    expect(stderr).toContain(`the proxy ${proxy.host} cannot be reached`);
  });

  it('is used for ADD, imports and git sources of builds', async () => {
    const folder = kit.context({ Dockerfile: `FROM base:1\nADD ${address}/hello.txt /\n` });
    const built = await kit.build(['-t', 'added', folder], through());
    expect(built.stderr).toContain('hello.txt');
    expect(built.exitCode).toBe(0);
    expect(proxy.asked).toContain(`GET ${address}/hello.txt`);
    expect(await kit.read('added', '/hello.txt')).toBe('from far away');
    const cloned = await kit.build(['-t', 'cloned', `${address}/shop.git`], through());
    expect(cloned.exitCode).toBe(0);
    expect(proxy.asked.some((one) => one.startsWith(`GET ${address}/shop.git/`))).toBe(true);
    expect(await kit.read('cloned', '/kept')).toContain('COPY Dockerfile');
    const gone = await kit.darkroom.run(['import', `${address}/none.tar`, 'none'], through());
    expect(gone.stderr).toContain('404');
    expect(proxy.asked).toContain(`GET ${address}/none.tar`);
  });
});
