import { lstatSync, readdirSync, readlinkSync, type BigIntStats } from 'node:fs';
import { decodePath, encodePath, hasEscapedBytes } from '../../base/path-bytes';
import { IgnoreMatcher, type IgnoreVerdict } from '../../dockerfile/dockerfile';
import type { CancelContext } from './layer-content';

export interface WalkContextInput {
  /** Absolute, in surrogateescape form. */
  readonly root: string;
  /** Text of the .dockerignore; '' ignores nothing. */
  readonly ignoreText: string;
  /** Also tell what is ignored and by which line; else ignored folders are not even entered. */
  readonly reportIgnored: boolean;
}

export const contextKinds = [
  'file',
  'directory',
  'symlink',
  'character-device',
  'block-device',
  'fifo',
] as const;

/**
 * What a context holds, in columns because a hundred thousand objects are slow to hand over: folders
 * before what they hold, names in byte order, without the root. Times in nanoseconds.
 */
export interface WalkedContext {
  /** Relative to the root, surrogateescape form. */
  readonly paths: ReadonlyArray<string>;
  /** Index into `contextKinds`. */
  readonly kinds: Uint8Array;
  readonly modes: Uint16Array;
  readonly sizes: Float64Array;
  readonly mtimes: BigInt64Array;
  readonly ctimes: BigInt64Array;
  readonly inodes: BigUint64Array;
  readonly devices: BigUint64Array;
  /** Number of names; a file with one name cannot be a hard link. */
  readonly links: Uint32Array;
  /** Device number of device files. */
  readonly specials: BigUint64Array;
  /** Target of each symlink, by index. */
  readonly targets: ReadonlyMap<number, string>;
  readonly root: { readonly mode: number; readonly mtime: bigint };
  readonly ignored: ReadonlyArray<IgnoredPath>;
  readonly ignoredCount: number;
  readonly ignoredBytes: number;
}

export interface IgnoredPath {
  readonly path: string;
  readonly line: number;
}

/** Walks a context, leaving out what its ignore file says, folders that nothing can take back in whole. */
export function walkContext(input: WalkContextInput, task: CancelContext): WalkedContext {
  return new ContextWalk(input, task).run();
}

interface Row {
  readonly path: string;
  readonly stat: BigIntStats;
  readonly kind: number;
  readonly target: string | null;
}

class ContextWalk {
  private readonly matcher: IgnoreMatcher | null;
  private readonly rows: Row[] = [];
  /** Ignored folders on the way down: taken when something below them is. */
  private readonly waiting: Row[] = [];
  private readonly ignored: IgnoredPath[] = [];
  private ignoredCount = 0;
  private ignoredBytes = 0;
  private entries = 0;

  constructor(
    private readonly input: WalkContextInput,
    private readonly task: CancelContext,
  ) {
    const matcher = new IgnoreMatcher(input.ignoreText);
    this.matcher = matcher.lines.length === 0 ? null : matcher;
  }

  run(): WalkedContext {
    const root = lstatSync(native(`${this.input.root}/.`), { bigint: true });
    this.walkFolder('', undefined, false);
    return {
      ...columns(this.rows),
      root: { mode: Number(root.mode) & 0o7777, mtime: root.mtimeNs },
      ...this.report(),
    };
  }

  private report(): Pick<WalkedContext, 'ignored' | 'ignoredCount' | 'ignoredBytes'> {
    return {
      ignored: this.ignored,
      ignoredCount: this.ignoredCount,
      ignoredBytes: this.ignoredBytes,
    };
  }

  /** `lost`: the folder is ignored whole and only looked into to count. */
  private walkFolder(folder: string, verdict: IgnoreVerdict | undefined, lost: boolean): void {
    const place = folder === '' ? this.input.root : `${this.input.root}/${folder}`;
    for (const name of sortedNames(place)) {
      if (this.entries % 256 === 0) this.task.throwIfCancelled();
      this.entries += 1;
      this.visit(folder === '' ? name : `${folder}/${name}`, verdict, lost);
    }
  }

  private visit(path: string, parent: IgnoreVerdict | undefined, lost: boolean): void {
    const verdict =
      this.matcher === null || lost ? undefined : this.matcher.matchBelow(parent, path);
    const isIgnored = lost || verdict?.isIgnored === true;
    const isSkipped =
      verdict !== undefined && isIgnored && this.matcher?.canSkip(path, verdict) === true;
    if (isSkipped && verdict.line !== undefined)
      this.ignored.push({ path, line: verdict.line.line });
    if (isSkipped && !this.input.reportIgnored) {
      this.ignoredCount += 1;
      return;
    }
    const row = readRow(this.input.root, path);
    if (row === null) return;
    const isFolder = row.kind === 1;
    if (isIgnored && !isFolder) {
      this.ignoredCount += 1;
      this.ignoredBytes += Number(row.stat.size);
      if (!isSkipped && !lost && verdict?.line !== undefined) {
        this.ignored.push({ path, line: verdict.line.line });
      }
      return;
    }
    if (!isIgnored) this.take(row);
    if (!isFolder) return;
    if (isIgnored) this.waiting.push(row);
    this.walkFolder(path, verdict, lost || isSkipped);
    if (isIgnored && this.waiting.at(-1) === row) this.waiting.pop();
  }

  private take(row: Row): void {
    this.rows.push(...this.waiting.splice(0), row);
  }
}

function readRow(root: string, path: string): Row | null {
  const place = native(`${root}/${path}`);
  const stat = lstatSync(place, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return null;
  const kind = kindOf(stat);
  if (kind < 0) return null; // a socket: nothing that an image can hold
  const target = kind === 2 ? decodePath(readlinkSync(place, 'buffer')) : null;
  return { path, stat, kind, target };
}

function kindOf(stat: BigIntStats): number {
  if (stat.isFile()) return 0;
  if (stat.isDirectory()) return 1;
  if (stat.isSymbolicLink()) return 2;
  if (stat.isCharacterDevice()) return 3;
  if (stat.isBlockDevice()) return 4;
  return stat.isFIFO() ? 5 : -1;
}

function sortedNames(place: string): ReadonlyArray<string> {
  const names = readdirSync(native(place), 'buffer') as unknown as Buffer[];
  return names.sort(Buffer.compare).map(decodePath);
}

function native(path: string): string | Buffer {
  return hasEscapedBytes(path) ? encodePath(path) : path;
}

type Columns = Omit<WalkedContext, 'root' | 'ignored' | 'ignoredCount' | 'ignoredBytes'>;

function columns(rows: ReadonlyArray<Row>): Columns {
  const targets = new Map<number, string>();
  rows.forEach((row, index) => {
    if (row.target !== null) targets.set(index, row.target);
  });
  return {
    paths: rows.map((row) => row.path),
    kinds: Uint8Array.from(rows, (row) => row.kind),
    modes: Uint16Array.from(rows, (row) => Number(row.stat.mode & 0o7777n)),
    sizes: Float64Array.from(rows, (row) => (row.kind === 0 ? Number(row.stat.size) : 0)),
    mtimes: BigInt64Array.from(rows, (row) => row.stat.mtimeNs),
    ctimes: BigInt64Array.from(rows, (row) => row.stat.ctimeNs),
    inodes: BigUint64Array.from(rows, (row) => row.stat.ino),
    devices: BigUint64Array.from(rows, (row) => row.stat.dev),
    links: Uint32Array.from(rows, (row) => Number(row.stat.nlink)),
    specials: BigUint64Array.from(rows, (row) => row.stat.rdev),
    targets,
  };
}
