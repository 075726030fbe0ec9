import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import { mountFlags, SystemError, unmountDetach, type Libc } from '../native/libc';

export interface OverlayMount {
  /** Absolute paths, bottom first. */
  readonly lowers: ReadonlyArray<string>;
  readonly upper: string;
  readonly work: string;
  readonly target: string;
  /** Skip all syncing: for what is thrown away after a crash. */
  readonly volatile: boolean;
}

/**
 * Mounts overlays. The options of a mount must fit into one page, which 127 layers with their digests
 * would not: they are named by short links in one folder, relative to it.
 */
export class OverlayMounter {
  private readonly shortNames = new Map<string, string>();
  private mounts = 0;

  constructor(
    private readonly libc: Libc,
    /** An empty folder of the helper's own. */
    private readonly linkFolder: string,
    private readonly userNamespace: boolean,
  ) {}

  /** Synchronous, because the working folder, which all of the process shares, changes meanwhile. */
  mount(options: OverlayMount): void {
    // A layer that comes twice (an empty one, mostly) counts by its upper place; overlayfs refuses it (ELOOP).
    const topFirst = new Set([...options.lowers].reverse());
    const lowers = [...topFirst].map((path) => this.shortName(path));
    this.mounts += 1;
    const upper = this.link(`u${this.mounts.toString(36)}`, options.upper);
    const work = this.link(`w${this.mounts.toString(36)}`, options.work);
    const data = [
      `lowerdir=${lowers.join(':')}`,
      `upperdir=${upper}`,
      `workdir=${work}`,
      'redirect_dir=nofollow',
      'metacopy=off',
      'index=off',
      ...(this.userNamespace ? ['userxattr'] : []),
      ...(options.volatile ? ['volatile'] : []),
    ].join(',');
    const before = process.cwd();
    try {
      process.chdir(this.linkFolder);
      this.libc.mount('overlay', options.target, 'overlay', mountFlags.noDev, data);
    } catch (error) {
      throw mountFailed(error, options);
    } finally {
      process.chdir(before);
      rmSync(join(this.linkFolder, upper), { force: true });
      rmSync(join(this.linkFolder, work), { force: true });
    }
  }

  /** A lower folder is gone; its name may be given to the next. */
  forget(path: string): void {
    const name = this.shortNames.get(path);
    if (name === undefined) return;
    this.shortNames.delete(path);
    rmSync(join(this.linkFolder, name), { force: true });
  }

  private shortName(path: string): string {
    const known = this.shortNames.get(path);
    if (known !== undefined) return known;
    this.mounts += 1;
    const name = this.link(this.mounts.toString(36).padStart(2, '0'), path);
    this.shortNames.set(path, name);
    return name;
  }

  private link(name: string, path: string): string {
    mkdirSync(this.linkFolder, { recursive: true });
    symlinkSync(path, join(this.linkFolder, name));
    return name;
  }
}

/** Unmounts; what still uses it keeps it until it ends. Nothing mounted there is no error. */
export function unmount(libc: Libc, target: string): void {
  try {
    libc.umount(target, unmountDetach);
  } catch (error) {
    if (error instanceof SystemError && ['EINVAL', 'ENOENT'].includes(error.code)) return;
    throw error;
  }
}

function mountFailed(error: unknown, options: OverlayMount): DarkroomError {
  const code = error instanceof SystemError ? error.code : String(error);
  return new DarkroomError(
    'SANDBOX_MOUNT_FAILED',
    `Mount ${options.lowers.length} layers at ${options.target}: ${code}`,
    {
      data: { errno: code, layers: options.lowers.length },
      cause: error,
      hint:
        code === 'EINVAL' || code === 'EPERM'
          ? 'The store must lie on a file system that overlayfs takes as upper folder (ext4, xfs or btrfs, not NFS or another overlay); set DARKROOM_ROOT to a folder on one.'
          : 'See the kernel log (dmesg) for the reason.',
    },
  );
}
