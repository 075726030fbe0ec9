import { createHash } from 'node:crypto';
import { contextKinds, type WalkedContext } from '../../../../worker/tasks/walk-context';
import type { FileStatKey } from '../../../../store/store';
import { baseName, parentPath, type FileNode, type SourceTree } from '../files/source-tree';

/** Files of a context belong to root in the image, whoever owns them outside. */
const owner = { uid: 0, gid: 0 };
const nanosPerSecond = 1_000_000_000n;
const clockGrainMs = 50;

/** A walked context as a file system. Digests come later, for the files a build uses. */
export class ContextTree implements SourceTree {
  private readonly index = new Map<string, number>();
  private readonly folders = new Map<string, string[]>([['', []]]);
  private readonly digests = new Map<number, string>();
  private readonly walkedAt: number;

  constructor(
    /** Absolute path of the context, in surrogateescape form. */
    readonly root: string,
    private readonly walked: WalkedContext,
  ) {
    this.walkedAt = walked.startedAt;
    walked.paths.forEach((path, index) => {
      this.index.set(path, index);
      if (walked.kinds[index] === 1) this.folders.set(path, []);
      this.folders.get(parentPath(path))?.push(baseName(path));
    });
  }

  get paths(): ReadonlyArray<string> {
    return this.walked.paths;
  }

  lookup(path: string): FileNode | null {
    if (path === '') {
      const { mode, mtime } = this.walked.root;
      return { kind: 'directory', mode, ...owner, sizeBytes: 0, ...timeOf(mtime) };
    }
    const index = this.index.get(path);
    return index === undefined ? null : this.node(path, index);
  }

  names(path: string): ReadonlyArray<string> {
    return this.folders.get(path) ?? [];
  }

  /** The path on this machine. */
  place(path: string): string {
    return path === '' ? this.root : `${this.root}/${path}`;
  }

  statKey(path: string): FileStatKey | null {
    const index = this.index.get(path);
    if (index === undefined) return null;
    const { inodes, sizes, mtimes, ctimes } = this.walked;
    return {
      inode: BigInt.asIntN(64, inodes[index] ?? 0n),
      sizeBytes: sizes[index] ?? 0,
      mtimeNs: mtimes[index] ?? 0n,
      ctimeNs: ctimes[index] ?? 0n,
    };
  }

  setDigest(path: string, digest: string): void {
    const index = this.index.get(path);
    if (index !== undefined) this.digests.set(index, digest);
  }

  /** Paths at and below `path`, folders before what they hold. */
  pathsBelow(path: string): ReadonlyArray<string> {
    const range = this.rangeOf(path);
    return range === null ? [] : this.walked.paths.slice(range.first, range.end);
  }

  /**
   * False for a change so fresh that another one could carry the same time: file systems stamp by the
   * tick of the kernel's clock.
   */
  isSettled(ctimeNs: bigint): boolean {
    return Number(ctimeNs / 1_000_000n) < this.walkedAt - clockGrainMs;
  }

  /** True when nothing below the path changed so lately that its stat proves nothing. */
  isSettledBelow(path: string): boolean {
    const range = this.rangeOf(path);
    if (range === null) return true;
    for (let index = range.first; index < range.end; index += 1) {
      if (!this.isSettled(this.walked.ctimes[index] ?? 0n)) return false;
    }
    return true;
  }

  /**
   * A hash of all that a change would show in, over a path and what is below it: if it is the same as
   * before, no content has to be read. Null when the path does not exist.
   */
  fingerprint(path: string): string | null {
    const range = this.rangeOf(path);
    if (range === null) return null;
    const { walked } = this;
    const { first, end } = range;
    const hash = createHash('sha256');
    if (path === '') hash.update(`${walked.root.mode} ${walked.root.mtime}\n`);
    hash.update(walked.paths.slice(first, end).join('\0'), 'utf16le');
    for (const column of [
      walked.kinds,
      walked.modes,
      walked.sizes,
      walked.mtimes,
      walked.ctimes,
      walked.inodes,
      walked.devices,
    ]) {
      hash.update(column.slice(first, end));
    }
    for (const [index, target] of walked.targets) {
      if (index >= first && index < end) hash.update(`${index - first} ${target}\0`);
    }
    return hash.digest('hex');
  }

  private rangeOf(path: string): { readonly first: number; readonly end: number } | null {
    const { paths } = this.walked;
    if (path === '') return { first: 0, end: paths.length };
    const first = this.index.get(path);
    if (first === undefined) return null;
    let end = first + 1;
    while (paths[end]?.startsWith(`${path}/`) === true) end += 1;
    return { first, end };
  }

  private node(path: string, index: number): FileNode {
    const { walked } = this;
    const kind = contextKinds[walked.kinds[index] ?? 0] ?? 'file';
    const sizeBytes = walked.sizes[index] ?? 0;
    const common = {
      kind,
      mode: kind === 'symlink' ? 0o777 : (walked.modes[index] ?? 0),
      ...owner,
      sizeBytes,
      ...timeOf(walked.mtimes[index] ?? 0n),
    };
    switch (kind) {
      case 'file': {
        const digest = this.digests.get(index);
        return {
          ...common,
          ...(digest === undefined ? {} : { digest }),
          ...(sizeBytes === 0
            ? {}
            : { content: { kind: 'file', path: this.place(path) } as const }),
          ...((walked.links[index] ?? 1) > 1
            ? { identity: `${walked.devices[index]}:${walked.inodes[index]}` }
            : {}),
        };
      }
      case 'symlink':
        return { ...common, link: walked.targets.get(index) ?? '' };
      case 'character-device':
      case 'block-device':
        return { ...common, ...deviceOf(walked.specials[index] ?? 0n) };
      default:
        return common;
    }
  }
}

/** Whole seconds, as BuildKit writes them into layers. */
function timeOf(nanos: bigint): Pick<FileNode, 'mtimeSeconds' | 'mtimeNanos'> {
  const rest = ((nanos % nanosPerSecond) + nanosPerSecond) % nanosPerSecond;
  return { mtimeSeconds: Number((nanos - rest) / nanosPerSecond), mtimeNanos: 0 };
}

/** Linux packs a device number in 64 bits (gnu_dev_major, gnu_dev_minor). */
function deviceOf(packed: bigint): Pick<FileNode, 'deviceMajor' | 'deviceMinor'> {
  const major = ((packed >> 8n) & 0xfffn) | ((packed >> 32n) & 0xfffff000n);
  const minor = (packed & 0xffn) | ((packed >> 12n) & 0xffffff00n);
  return { deviceMajor: Number(major), deviceMinor: Number(minor) };
}
