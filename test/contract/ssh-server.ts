import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runOk } from '../helpers/run';
import { acceptsAt, freePort } from './tls-daemon';

/** An sshd of the test's own on a free port, with keys made for it. */
export class SshServer {
  private process: ChildProcess | null = null;

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<SshServer> {
    // sshd refuses keys in folders that others may write.
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-sshd-'));
    await chmod(folder, 0o700);
    const server = new SshServer(folder, await freePort());
    try {
      for (const name of ['host', 'other-host', 'mine', 'stranger']) await server.makeKey(name);
      const mine = await readFile(server.path('mine.pub'), 'utf8');
      await writeFile(server.path('authorized_keys'), mine, { mode: 0o600 });
      await server.knowHost('known_hosts', 'host');
      await server.knowHost('known_wrong', 'other-host');
      await writeFile(server.path('known_none'), '');
      await server.run();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  get address(): string {
    return `ssh://${userInfo().username}@127.0.0.1:${this.port}`;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async stop(): Promise<void> {
    this.process?.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async makeKey(name: string): Promise<void> {
    await runOk('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', this.path(name)]);
  }

  private async knowHost(file: string, key: string): Promise<void> {
    const [type = '', value = ''] = (await readFile(this.path(`${key}.pub`), 'utf8')).split(' ');
    await writeFile(this.path(file), `[127.0.0.1]:${this.port} ${type} ${value}\n`);
  }

  private async run(): Promise<void> {
    const config = [
      `Port ${this.port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${this.path('host')}`,
      `AuthorizedKeysFile ${this.path('authorized_keys')}`,
      `PidFile ${this.path('pid')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
      '',
    ];
    await writeFile(this.path('config'), config.join('\n'));
    // Where it leaves its privileges; Debian makes the folder when the service starts.
    await mkdir('/run/sshd', { recursive: true }).catch(() => undefined);
    const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', this.path('config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process = child;
    let output = '';
    child.stderr?.on('data', (data: Buffer) => (output += data.toString()));
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (child.exitCode !== null) throw new Error(`sshd ended: ${output}`);
      if (await acceptsAt(this.port)) return;
      await delay(100);
    }
    throw new Error(`sshd does not answer: ${output}`);
  }
}
