import { chmod, chown, mkdtemp, readFile, readdir } from 'node:fs/promises';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ordinaryUser, currentUser, type TestUser } from '../e2e/harness/ordinary-user';
import { darkroomPath } from '../helpers/command-line';
import { run, type RunOptions, type RunResult } from '../helpers/run';

const tun = '/dev/net/tun';

/** Root opens the tun device as distributions have it, which networks of ordinary users take. */
export function openTun(): void {
  if (process.getuid?.() === 0 && existsSync(tun)) chmodSync(tun, 0o666);
}

/** The command line against a store of its own, as this user or as another one. */
export class SandboxHost {
  private constructor(
    readonly user: TestUser,
    readonly folder: string,
    readonly root: string,
  ) {}

  static async create(user: TestUser): Promise<SandboxHost> {
    openTun();
    // Not in a home folder of mode 700, so that the other user gets at it.
    const folder = await mkdtemp('/var/tmp/darkroom-sandbox-');
    await chmod(folder, 0o755);
    await chown(folder, user.uid, user.gid);
    return new SandboxHost(user, folder, join(folder, 'store'));
  }

  darkroom(args: ReadonlyArray<string>, options: RunOptions = {}): Promise<RunResult> {
    const env = { ELECTRON_RUN_AS_NODE: undefined, XDG_RUNTIME_DIR: undefined, ...options.env };
    const given = { ...options, cwd: '/', env: { ...env, DARKROOM_ROOT: this.root } };
    return this.user.name === ''
      ? run(darkroomPath, args, given)
      : run('runuser', ['-u', this.user.name, '--', darkroomPath, ...args], given);
  }

  async ok(args: ReadonlyArray<string>, options: RunOptions = {}): Promise<string> {
    const { exitCode, stdout, stderr } = await this.darkroom(args, options);
    if (exitCode !== 0) {
      throw new Error(`darkroom ${args.join(' ')}: exit code ${exitCode}\n${stdout}\n${stderr}`);
    }
    return stdout.trim();
  }

  /** The helper and the conmons of this store, by what /proc knows. */
  async processes(): Promise<ReadonlyArray<{ readonly pid: number; readonly command: string }>> {
    const found: { pid: number; command: string }[] = [];
    for (const name of await readdir('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const text = await readFile(`/proc/${name}/cmdline`, 'latin1').catch(() => '');
      if (text.includes(this.folder))
        found.push({ pid: Number(name), command: text.replaceAll('\0', ' ') });
    }
    return found;
  }

  async childrenOf(pid: number): Promise<ReadonlyArray<number>> {
    const path = `/proc/${pid}/task/${pid}/children`;
    const text = await readFile(path, 'latin1').catch(() => '');
    return text
      .split(' ')
      .filter((item) => item.trim() !== '')
      .map(Number);
  }

  /** What a start of the machine empties. */
  async runtimeFolder(): Promise<string> {
    return readFile(join(this.root, 'darkroom', 'runtime-folder'), 'utf8');
  }

  async helperPid(): Promise<number> {
    const helper = (await this.processes()).find(({ command }) => command.includes('helper.js'));
    if (helper === undefined) throw new Error('the helper does not run');
    return helper.pid;
  }

  /** What is mounted below the store, as the helper sees it. */
  async mounts(): Promise<ReadonlyArray<string>> {
    const text = await readFile(`/proc/${await this.helperPid()}/mounts`, 'utf8');
    return text.split('\n').filter((line) => line.includes(this.root));
  }

  /** Folders and files of steps and half-done work that the store still has. */
  async leftovers(): Promise<ReadonlyArray<string>> {
    const state = join(this.root, 'darkroom');
    const names = (folder: string) => readdir(folder).catch(() => []);
    const sessions = join(state, 'sandbox', 'sessions');
    const work = (await names(sessions)).flatMap((session) =>
      ['steps', 'unpacking', 'trash'].map((name) => join(sessions, session, name)),
    );
    const lists = await Promise.all(
      [...work, join(state, 'tmp')].map(async (folder) =>
        (await names(folder)).map((entry) => join(folder, entry)),
      ),
    );
    return lists.flat();
  }

  async dispose(): Promise<void> {
    const ids = (await this.darkroom(['ps', '-aq'])).stdout.split('\n').filter((id) => id !== '');
    if (ids.length > 0) await this.darkroom(['rm', '-f', ...ids]);
    for (const { pid, command } of await this.processes()) {
      if (command.includes('helper.js')) process.kill(pid, 'SIGTERM');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Root and an ordinary user when root runs the tests, else the user that does. */
export async function sandboxUsers(): Promise<ReadonlyArray<TestUser>> {
  const current = currentUser();
  if (current.kind === 'ordinary') return [current];
  const other = await ordinaryUser();
  return other === null ? [current] : [current, other];
}
