import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInstalled, runOk } from './run';

export const registryUser = { username: 'leon', password: 's3cret:pass' } as const;
/** `crypt("s3cret:pass")` in bcrypt, the only form docker-registry takes. */
const passwordLine = 'leon:$2b$05$abcdefghijklmnopqrstuuKqhJSfTIYV1SkiVqP0GjQATd/vnrS1a\n';

export interface TestRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly port: number;
  /** File with the certificate to trust; '' without TLS. */
  readonly caFile: string;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  readonly tls?: boolean;
  readonly password?: boolean;
  /** Token logins at this address. */
  readonly tokenRealm?: string;
  /** Signs the tokens. */
  readonly tokenCertificate?: string;
}

export function hasRegistry(): Promise<boolean> {
  return isInstalled('docker-registry');
}

/** Debian's docker-registry (distribution 2.8) on a free port, its files in a folder of its own. */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'darkroom-registry-'));
  const port = await freePort();
  const caFile = options.tls === true ? await makeCertificate(folder) : '';
  const lines = [
    'version: 0.1',
    'log: {level: error, accesslog: {disabled: true}}',
    `storage: {filesystem: {rootdirectory: ${join(folder, 'data')}}, delete: {enabled: true}}`,
    'http:',
    `  addr: 127.0.0.1:${port}`,
    '  secret: of-the-test',
    ...(caFile === ''
      ? []
      : ['  tls:', `    certificate: ${caFile}`, `    key: ${folder}/key.pem`]),
    ...(options.password === true
      ? ['auth:', '  htpasswd:', '    realm: test', `    path: ${folder}/htpasswd`]
      : []),
    ...(options.tokenRealm === undefined
      ? []
      : [
          'auth:',
          '  token:',
          `    realm: ${options.tokenRealm}`,
          '    service: test-registry',
          '    issuer: test-issuer',
          `    rootcertbundle: ${options.tokenCertificate ?? ''}`,
        ]),
  ];
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'htpasswd'), passwordLine);
  await writeFile(join(folder, 'config.yml'), `${lines.join('\n')}\n`);
  const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await untilAccepts(port, child);
  return {
    host: `127.0.0.1:${port}`,
    port,
    caFile,
    async stop() {
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Writes `cert.pem` and `key.pem`; the path of the first. */
export async function makeCertificate(folder: string): Promise<string> {
  const path = join(folder, 'cert.pem');
  await runOk('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:registry.test'],
    ...['-keyout', join(folder, 'key.pem'), '-out', path],
  ]);
  return path;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function untilAccepts(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`);
    const accepts = await new Promise<boolean>((resolve) => {
      const connection = connect(port, '127.0.0.1');
      connection.on('connect', () => (connection.destroy(), resolve(true)));
      connection.on('error', () => resolve(false));
    });
    if (accepts) return;
    await delay(25);
  }
  child.kill();
  throw new Error('docker-registry does not start');
}
