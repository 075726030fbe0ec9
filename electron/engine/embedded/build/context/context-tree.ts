import { createHash } from 'node:crypto';
import { contextKinds, type WalkedContext } from '../../../../worker/tasks/walk-context';
import type { FileStatKey } from '../../../../store/store';
import { baseName, parentPath, type FileNode, type SourceTree } from '../files/source-tree';

/** Files of a context belong to root in the image, whoever owns them outside. */
const owner = { uid: 0, gid: 0 };
const nanosPerSecond = 1_000_000_000n;

/** A walked context as a file system. Digests come later, for the files a build uses. */
export class ContextTree implements SourceTree {
  private readonly index = new Map<string, number>();
  private readonly folders = new Map<string, string[]>([['', []]]);
  private readonly digests = new Map<number, string>();

  constructor(
    /** Absolute path of the context, in surrogateescape form. */
    readonly root: string,
    private readonly walked: WalkedContext,
  ) {
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

  /**
   * A hash of all that a change would show in, over a path and what is below it: if it is the same as
   * before, no content has to be read. Null when the path does not exist.
   */
  fingerprint(path: string): string | null {
    const first = path === '' ? 0 : this.index.get(path);
    if (first === undefined) return null;
    const { walked } = this;
    let end = path === '' ? walked.paths.length : first + 1;
    while (walked.paths[end]?.startsWith(`${path}/`) === true) end += 1;
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

function timeOf(nanos: bigint): Pick<FileNode, 'mtimeSeconds' | 'mtimeNanos'> {
  const rest = ((nanos % nanosPerSecond) + nanosPerSecond) % nanosPerSecond;
  return { mtimeSeconds: Number((nanos - rest) / nanosPerSecond), mtimeNanos: Number(rest) };
}

/** Linux packs a device number in 64 bits (gnu_dev_major, gnu_dev_minor). */
function deviceOf(packed: bigint): Pick<FileNode, 'deviceMajor' | 'deviceMinor'> {
  const major = ((packed >> 8n) & 0xfffn) | ((packed >> 32n) & 0xfffff000n);
  const minor = (packed & 0xffn) | ((packed >> 12n) & 0xffffff00n);
  return { deviceMajor: Number(major), deviceMinor: Number(minor) };
}
