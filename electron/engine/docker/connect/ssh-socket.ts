import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { EngineEndpoint } from '../../../../shared/model/engine';

type SshEndpoint = Extract<EngineEndpoint, { readonly kind: 'ssh' }>;

/** What ssh wrote before it ended is all it says of the reason. */
export class SshError extends Error {
  constructor(
    readonly output: string,
    readonly exitCode: number | null,
  ) {
    super(`ssh ended with exit code ${exitCode ?? 'none'}: ${output}`);
    this.name = 'SshError';
  }
}

/**
 * A connection to the engine of another machine through the system's own ssh, as docker's command
 * makes it: that knows the person's configuration, agents, hardware keys and jump hosts. It never
 * asks (BatchMode) and never trusts a host by itself (StrictHostKeyChecking).
 */
export class SshSocket extends Duplex {
  private readonly child: ChildProcessWithoutNullStreams;
  private errorOutput = '';

  constructor(endpoint: SshEndpoint) {
    super({ allowHalfOpen: true });
    this.child = spawn('ssh', sshArguments(endpoint), { stdio: 'pipe' });
    const { stdin, stdout, stderr } = this.child;
    stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause();
    });
    stderr.on('data', (chunk: Buffer) => {
      this.errorOutput = (this.errorOutput + chunk.toString()).slice(-4000);
    });
    stdin.on('error', () => undefined); // its end is told by 'close'
    this.child.once('error', (error) => this.destroy(error));
    this.child.once('close', (code) => this.ended(code));
  }

  override _read(): void {
    this.child.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    if (this.child.stdin.write(chunk)) done();
    else this.child.stdin.once('drain', () => done());
  }

  override _final(done: () => void): void {
    this.child.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.child.kill();
    done(error);
  }

  private ended(code: number | null): void {
    if (code === 0 || this.destroyed) this.push(null);
    else this.destroy(new SshError(this.errorOutput.trim(), code));
  }

  // What Node's HTTP client asks of a socket and a pipe has no use for.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    this.child.ref();
    return this;
  }
  unref(): this {
    this.child.unref();
    return this;
  }
}

function sshArguments(endpoint: SshEndpoint): ReadonlyArray<string> {
  const { identityFile, knownHostsFile, port, user, host, socketPath } = endpoint;
  const option = (name: string, value: string) => ['-o', `${name}=${value}`];
  return [
    '-T',
    ...option('BatchMode', 'yes'),
    ...option('StrictHostKeyChecking', 'yes'),
    ...option('ConnectTimeout', '20'),
    ...option('ServerAliveInterval', '15'),
    ...(identityFile === null ? [] : ['-i', identityFile, ...option('IdentitiesOnly', 'yes')]),
    ...(knownHostsFile === null ? [] : option('UserKnownHostsFile', knownHostsFile)),
    ...(port === null ? [] : ['-p', String(port)]),
    ...(user === null ? [] : ['-l', user]),
    '--',
    host,
    remoteCommand(socketPath),
  ];
}

/** Both commands join their standard streams with the engine's socket. */
function remoteCommand(socketPath: string | null): string {
  const url = socketPath === null ? null : quoted(`unix://${socketPath}`);
  const docker = `docker${url === null ? '' : ` --host ${url}`} system dial-stdio`;
  const podman = `podman${url === null ? '' : ` --url ${url}`} system dial-stdio`;
  return `if command -v docker >/dev/null 2>&1; then exec ${docker}; else exec ${podman}; fi`;
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
