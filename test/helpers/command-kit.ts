import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Darkroom } from './command-line';
import type { RunOptions, RunResult } from './run';

export const busyboxPath = '/bin/busybox';
export const hasBusybox = existsSync(busyboxPath) && process.platform === 'linux';

const programs = ['sh', 'cat', 'echo', 'ls', 'df', 'sleep', 'touch', 'true', 'grep', 'stat', 'tr'];

/** The build command against stores of its own, with a base image of busybox named `base:1`. */
export class CommandKit {
  readonly darkroom: Darkroom;
  private count = 0;

  private constructor(
    readonly folder: string,
    readonly baseTar: string,
  ) {
    this.darkroom = new Darkroom(join(folder, 'store'));
  }

  static async open(): Promise<CommandKit> {
    const folder = mkdtempSync(join(tmpdir(), 'darkroom-command-'));
    const root = join(folder, 'root');
    for (const name of ['bin', 'etc', 'tmp', 'proc', 'sys', 'dev']) {
      mkdirSync(join(root, name), { recursive: true });
    }
    execFileSync('cp', [busyboxPath, join(root, 'bin/busybox')]);
    for (const name of programs) execFileSync('ln', ['-s', 'busybox', join(root, 'bin', name)]);
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
    const tar = join(folder, 'base.tar');
    const owner = ['--owner=0', '--group=0', '--mtime=@1000000000'];
    execFileSync('tar', [...owner, '--sort=name', '-C', root, '-cf', tar, '.']);
    const kit = new CommandKit(folder, tar);
    await kit.addBase(kit.darkroom);
    return kit;
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Another store that has nothing but the base image. */
  async otherStore(): Promise<Darkroom> {
    this.count += 1;
    const other = new Darkroom(join(this.folder, `store-${this.count}`));
    await this.addBase(other);
    return other;
  }

  context(files: Readonly<Record<string, string>>): string {
    this.count += 1;
    const folder = join(this.folder, `context-${this.count}`);
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    return folder;
  }

  /** A path in the kit's folder that nothing has yet. */
  path(name: string): string {
    this.count += 1;
    return join(this.folder, `${this.count}-${name}`);
  }

  build(args: ReadonlyArray<string>, options: RunOptions = {}): Promise<RunResult> {
    return this.darkroom.run(['build', '--progress', 'plain', ...args], options);
  }

  /** What the image's steps left in a file. */
  async read(image: string, path: string): Promise<string> {
    return this.darkroom.ok(['run', '--rm', '--network', 'none', image, 'cat', path]);
  }

  private async addBase(darkroom: Darkroom): Promise<void> {
    await darkroom.ok(['import', '-c', 'CMD ["sh"]', this.baseTar, 'base:1']);
  }
}
