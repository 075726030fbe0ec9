import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, connect as connectPlain, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:tls';
import { run, runOk } from '../helpers/run';

/** PEM files made by openssl for one test. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

export class Authority {
  private constructor(
    private readonly folder: string,
    readonly cert: string,
  ) {}

  static async make(folder: string, name: string): Promise<Authority> {
    const cert = join(folder, `${name}.pem`);
    await runOk('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
      '-subj', `/CN=${name}`, '-keyout', join(folder, `${name}-key.pem`), '-out', cert,
    ]); // prettier-ignore
    return new Authority(folder, cert);
  }

  /** Signed by this authority, for the names given. */
  async sign(name: string, extensions: string): Promise<Certificate> {
    const place = (suffix: string) => join(this.folder, `${name}${suffix}`);
    await writeFile(place('.ext'), extensions);
    await runOk('openssl', [
      'req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
      '-subj', `/CN=${name}`, '-keyout', place('-key.pem'), '-out', place('.csr'),
    ]); // prettier-ignore
    await runOk('openssl', [
      'x509', '-req', '-days', '2', '-in', place('.csr'), '-CA', this.cert,
      '-CAkey', this.cert.replace(/\.pem$/, '-key.pem'), '-CAcreateserial',
      '-extfile', place('.ext'), '-out', place('.pem'),
    ]); // prettier-ignore
    return { cert: place('.pem'), key: place('-key.pem') };
  }
}

/** A dockerd of the test's own that listens with TLS and checks its clients. */
export class TlsDaemon {
  private constructor(
    readonly folder: string,
    readonly port: number,
    private readonly process: ChildProcess,
    private readonly log: string,
  ) {}

  static async start(
    authority: string,
    server: Certificate,
    isReady: { readonly ca: string; readonly client: Certificate },
  ): Promise<TlsDaemon> {
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-dockerd-'));
    const port = await freePort();
    const log = join(folder, 'log');
    const child = spawn(
      'sh',
      [
        '-c',
        'log=$1; shift; exec dockerd "$@" >"$log" 2>&1',
        'sh',
        log,
        `--host=tcp://127.0.0.1:${port}`,
        '--tlsverify',
        `--tlscacert=${authority}`,
        `--tlscert=${server.cert}`,
        `--tlskey=${server.key}`,
        `--data-root=${join(folder, 'data')}`,
        `--exec-root=${join(folder, 'exec')}`,
        `--pidfile=${join(folder, 'pid')}`,
        '--iptables=false',
        '--bridge=none',
      ],
      { stdio: 'ignore' },
    );
    const daemon = new TlsDaemon(folder, port, child, log);
    try {
      await daemon.ready(isReady);
      return daemon;
    } catch (error) {
      await daemon.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    if (this.process.exitCode === null && this.process.kill()) {
      await Promise.race([ended, delay(20_000)]);
    }
    // What it leaves mounted keeps its folder from going.
    await run('umount', ['-l', join(this.folder, 'exec', 'netns', 'default')]);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(given: { readonly ca: string; readonly client: Certificate }): Promise<void> {
    const options = {
      host: '127.0.0.1',
      port: this.port,
      ca: await readFile(given.ca),
      cert: await readFile(given.client.cert),
      key: await readFile(given.client.key),
    };
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (this.process.exitCode !== null) break;
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(options, () => socket.write('GET /_ping HTTP/1.0\r\n\r\n'));
        socket.on('data', (data) => (resolve(data.toString()), socket.destroy()));
        socket.on('error', () => resolve(''));
      });
      if (answer.includes('200 OK')) return;
      await delay(200);
    }
    throw new Error(`dockerd does not answer: ${await readFile(this.log, 'utf8').catch(() => '')}`);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether something accepts connections at a port. */
export async function acceptsAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectPlain(port, '127.0.0.1');
    socket.on('connect', () => (socket.destroy(), resolve(true)));
    socket.on('error', () => resolve(false));
  });
}
