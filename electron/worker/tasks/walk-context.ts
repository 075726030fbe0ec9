import { lstatSync, readdirSync, readlinkSync, type BigIntStats } from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import { throwIfAborted } from '../../base/abort';
import { decodePath, encodePath, hasEscapedBytes } from '../../base/path-bytes';
import { IgnoreMatcher, type IgnoreVerdict } from '../../dockerfile/dockerfile';
import { ColumnWriter, type Row } from './context-columns';
import type { CancelContext } from '../protocol';

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
  /** When the walk began, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly root: { readonly mode: number; readonly mtime: bigint };
  readonly ignored: ReadonlyArray<IgnoredPath>;
  readonly ignoredCount: number;
  readonly ignoredBytes: number;
}

/** The topmost that is kept back, with what it holds as far as that was counted (`reportIgnored`). */
export interface IgnoredPath {
  readonly path: string;
  readonly line: number;
  readonly isFolder: boolean;
  readonly files: number;
  readonly sizeBytes: number;
}

/** Walks a context, leaving out what its ignore file says, folders that nothing can take back in whole. */
export function walkContext(input: WalkContextInput, task: CancelContext): WalkedContext {
  const walk = new ContextWalk(input);
  for (const _ of walk.steps()) task.throwIfCancelled();
  return walk.result();
}

/** How long a slice keeps the event loop, in milliseconds. */
const sliceMs = 8;

/** The same, in slices between which the event loop turns. CANCELLED. */
export async function walkContextInSlices(
  input: WalkContextInput,
  signal: AbortSignal,
): Promise<WalkedContext> {
  const walk = new ContextWalk(input);
  let sliceEnd = Date.now() + sliceMs;
  for (const _ of walk.steps()) {
    throwIfAborted(signal);
    if (Date.now() < sliceEnd) continue;
    await new Promise((resolve) => setImmediate(resolve));
    sliceEnd = Date.now() + sliceMs;
  }
  return walk.result();
}

/** Entries between two looks at the clock or at whether to go on. */
const stepEntries = 256;

/** A folder that is to be walked next: under which verdict, and whether only to count what is lost. */
interface Descent {
  readonly verdict: IgnoreVerdict | undefined;
  readonly lost: boolean;
  /** Ignored, and taken as soon as something below is. */
  readonly waiting: Row | null;
}

class ContextWalk {
  private readonly matcher: IgnoreMatcher | null;
  private readonly columns = new ColumnWriter();
  /** Ignored folders on the way down: taken when something below them is. */
  private readonly waiting: Row[] = [];
  private readonly ignored: Array<{ -readonly [Key in keyof IgnoredPath]: IgnoredPath[Key] }> = [];
  private ignoredCount = 0;
  private ignoredBytes = 0;
  private entries = 0;

  private readonly startedAt = Date.now();
  private readonly root: BigIntStats;

  constructor(private readonly input: WalkContextInput) {
    const matcher = new IgnoreMatcher(input.ignoreText);
    this.matcher = matcher.lines.length === 0 ? null : matcher;
    this.root = lstatSync(native(`${input.root}/.`), { bigint: true });
  }

  /** Goes on with every step that is asked for. */
  steps(): Generator<void> {
    return this.walkFolder('', undefined, false);
  }

  result(): WalkedContext {
    return {
      startedAt: this.startedAt,
      ...this.columns.finish(),
      root: { mode: Number(this.root.mode) & 0o7777, mtime: this.root.mtimeNs },
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
  private *walkFolder(
    folder: string,
    verdict: IgnoreVerdict | undefined,
    lost: boolean,
  ): Generator<void> {
    const place = folder === '' ? this.input.root : `${this.input.root}/${folder}`;
    for (const name of sortedNames(place)) {
      if (this.entries % stepEntries === 0) yield;
      this.entries += 1;
      const path = folder === '' ? name : `${folder}/${name}`;
      const descent = this.visit(path, verdict, lost);
      if (descent === null) continue;
      const { waiting } = descent;
      if (waiting !== null) this.waiting.push(waiting);
      yield* this.walkFolder(path, descent.verdict, descent.lost);
      if (waiting !== null && this.waiting.at(-1) === waiting) this.waiting.pop();
    }
  }

  /** Null unless it is a folder that has to be looked into. */
  private visit(path: string, parent: IgnoreVerdict | undefined, lost: boolean): Descent | null {
    const verdict =
      this.matcher === null || lost ? undefined : this.matcher.matchBelow(parent, path);
    const isIgnored = lost || verdict?.isIgnored === true;
    const isSkipped =
      verdict !== undefined && isIgnored && this.matcher?.canSkip(path, verdict) === true;
    if (isSkipped && verdict.line !== undefined) this.note(path, verdict.line.line);
    if (isSkipped && !this.input.reportIgnored) {
      this.ignoredCount += 1;
      return null;
    }
    const row = readRow(this.input.root, path);
    if (row === null) return null;
    const isFolder = row.kind === 1;
    if (isIgnored && !isFolder) {
      if (!isSkipped && !lost && verdict?.line !== undefined) this.note(path, verdict.line.line);
      this.count(row);
      return null;
    }
    const noted = this.ignored.at(-1);
    if (isSkipped && noted !== undefined) noted.isFolder = true;
    if (!isIgnored) this.take(row);
    if (!isFolder) return null;
    return { verdict, lost: lost || isSkipped, waiting: isIgnored ? row : null };
  }

  private note(path: string, line: number): void {
    this.ignored.push({ path, line, isFolder: false, files: 0, sizeBytes: 0 });
  }

  /** What is below a folder that is kept back whole counts for that folder, noted last. */
  private count({ kind, stat }: Row): void {
    const sizeBytes = kind === 0 ? Number(stat.size) : 0;
    this.ignoredCount += 1;
    this.ignoredBytes += sizeBytes;
    const noted = this.ignored.at(-1);
    if (noted === undefined) return;
    noted.files += 1;
    noted.sizeBytes += sizeBytes;
  }

  private take(row: Row): void {
    for (const folder of this.waiting.splice(0)) this.columns.add(folder);
    this.columns.add(row);
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

/** In byte order. Reading names as text is faster; a replaced byte shows that they have to be read as bytes. */
function sortedNames(place: string): ReadonlyArray<string> {
  const names = readable(place, () => readdirSync(native(place)));
  if (names.every(isPlain)) return names.sort();
  const bytes = readdirSync(native(place), 'buffer') as unknown as Buffer[];
  return bytes.sort(Buffer.compare).map(decodePath);
}

const beyondPlain = /[^\0-\x7f]/;

function isPlain(name: string): boolean {
  return !beyondPlain.test(name);
}

/** SOURCE_NOT_READABLE names the folder. */
function readable<Result>(place: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    throw new DarkroomError('SOURCE_NOT_READABLE', `Read folder “${place}”: permission denied`, {
      data: { path: place },
      hint: 'Make the folder readable, or keep it out of the context with .dockerignore.',
      cause: error,
    });
  }
}

function native(path: string): string | Buffer {
  return hasEscapedBytes(path) ? encodePath(path) : path;
}
