import { closeSync, openSync, readSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import type { LayerEntry } from '../../../shared/model/layer';
import type { Libc } from '../native/libc';
import type { ContainerVolume } from '../step';
import {
  LayerDraft,
  throwIfCancelled,
  withFile,
  writeItem,
  type LayerWriteOptions,
  type LayerWriteResult,
} from './layer-write';
import { mappedForWriting } from './processes';
import { ifStillThere } from './still-there';
import { isSame, walkUpper, type UpperItem } from './upper-walk';
import { volumePath, walkVolume } from './volume-walk';
import { whileStill, type RunningContainer } from './while-still';

export interface SnapshotWriteOptions extends LayerWriteOptions {
  /** Null when it does not run. */
  readonly running: RunningContainer | null;
  /** Whether its processes stand still while the changes are looked through. */
  readonly pause: boolean;
  /** Volumes whose data goes into the layer. */
  readonly volumes: ReadonlyArray<ContainerVolume>;
}

export interface SnapshotWriteResult extends LayerWriteResult {
  readonly pausedMs: number;
}

/** What the first reading wrote. */
interface Written {
  readonly item: UpperItem;
  readonly entry: LayerEntry;
  /** Milliseconds since 1970, just before its content was read. */
  readonly readAt: number;
  readonly isShort: boolean;
}

/** A copy of a file, taken while nothing changed. */
interface Copy {
  readonly position: number;
  readonly sizeBytes: number;
}

/** The kernel's clock for file times moves in steps of up to ten milliseconds. */
const clockStepMs = 20;
/** What changed so lately is likely to change again: small ones are left for when nothing moves. */
const lateMs = 2000;
const lateFileBytes = 1 << 20;
const lateBytesInAll = 16 << 20;
const copyBytes = 1 << 20;

/**
 * Writes a container's changes as a layer that is its state at one moment, though its processes stand
 * still only for a look. All is read while they run; then, with them stopped, every file's inode and
 * change time are compared with what was read, and only what differs is copied aside. Afterwards the
 * copies are added at the end, or, where something that was written already has changed, the layer is
 * written again from itself and the copies.
 *
 * A change time can miss a change in two cases, and both count as changed: when it is as late as the
 * reading (the clock moves in steps), and when a process has the file mapped for writing.
 */
export function writeSnapshotLayer(libc: Libc, options: SnapshotWriteOptions): SnapshotWriteResult {
  return new SnapshotWrite(libc, options).run();
}

class SnapshotWrite {
  private readonly written = new Map<string, Written>();
  private draft: LayerDraft;
  private readonly scratchPath: string;
  private scratch = -1;
  private scratchSize = 0;

  constructor(
    private readonly libc: Libc,
    private readonly options: SnapshotWriteOptions,
  ) {
    this.draft = new LayerDraft(options.stagedBlobPath, options);
    this.scratchPath = `${options.stagedBlobPath}.scratch`;
  }

  run(): SnapshotWriteResult {
    const { running, pause, entriesPath } = this.options;
    try {
      const mapped = running === null ? new Set<string>() : mappedForWriting(running.pid);
      const startedAt = Date.now();
      const items = this.collect();
      this.writeFirst(items, running !== null);
      if (running === null) return { ...this.draft.finish(entriesPath), pausedMs: 0 };
      const known = new Map<string, UpperItem>();
      for (const item of items) if (isSettled(item, startedAt)) known.set(item.entry.path, item);
      const look = () => this.look(running.pid, known, mapped);
      const check = () => throwIfCancelled(this.options);
      const { pausedMs, second, copies, mustRewrite } = pause
        ? whileStill(this.libc, running, check, look)
        : { ...look(), pausedMs: 0 };
      if (!mustRewrite) {
        this.append(second, copies);
        return { ...this.draft.finish(entriesPath), pausedMs };
      }
      this.rewrite(second, copies);
      const layer = this.draft.finish(entriesPath);
      renameSync(this.draft.path, this.options.stagedBlobPath);
      return { ...layer, pausedMs };
    } finally {
      this.draft.abort();
      if (this.scratch >= 0) closeSync(this.scratch);
    }
  }

  private collect(known?: ReadonlyMap<string, UpperItem>): UpperItem[] {
    const { libc, options } = this;
    const skipped = new Set(options.volumes.map(volumePath));
    const walk = { ...options, skipped, ...(known === undefined ? {} : { known }) };
    const items = [...walkUpper(libc, walk)];
    const folders = new Set(
      items.filter(({ entry }) => entry.kind === 'directory').map(({ entry }) => entry.path),
    );
    for (const volume of options.volumes) {
      for (const item of walkVolume(libc, options, volume, folders)) {
        if (item.entry.kind === 'directory') folders.add(item.entry.path);
        items.push(item);
      }
    }
    throwIfCancelled(options);
    return items;
  }

  private writeFirst(items: ReadonlyArray<UpperItem>, runs: boolean): void {
    const { options, draft } = this;
    const total = items.reduce((sum, { entry }) => sum + entry.sizeBytes, 0);
    const late = new Set<string>();
    let lateBytes = 0;
    for (const item of items) {
      throwIfCancelled(options);
      const { path, kind, link = '', sizeBytes } = item.entry;
      const readAt = Date.now();
      const isLate =
        runs &&
        ((kind === 'hardlink' && late.has(link)) ||
          (kind === 'file' &&
            sizeBytes <= lateFileBytes &&
            lateBytes + sizeBytes <= lateBytesInAll &&
            !isSettled(item, readAt - lateMs)));
      if (isLate) {
        late.add(path);
        lateBytes += sizeBytes;
        continue;
      }
      this.writeOne(item, readAt, runs);
      options.onBytes?.(Math.min(draft.writer.sizeBytes, total), total);
    }
  }

  private writeOne(item: UpperItem, readAt: number, runs: boolean): void {
    let isShort = false;
    const entry = this.tryWrite(item, runs ? () => (isShort = true) : undefined);
    if (entry !== null) this.written.set(keyOf(item), { item, entry, readAt, isShort });
  }

  /** Null for a file that is gone since the walk: the look will not find it either. */
  private tryWrite(item: UpperItem, onShort: (() => void) | undefined): LayerEntry | null {
    const write = () => writeItem(this.draft.writer, item, onShort);
    return onShort === undefined ? write() : ifStillThere(write);
  }

  /** Compares, and copies what differs, while nothing moves. */
  private look(
    init: number,
    known: ReadonlyMap<string, UpperItem>,
    mappedBefore: ReadonlySet<string>,
  ) {
    const mapped = [...mappedBefore, ...mappedForWriting(init)];
    const second = this.collect(known);
    const copies = new Map<string, Copy>();
    const keys = new Set<string>();
    let mustRewrite = false;
    for (const item of second) {
      const key = keyOf(item);
      keys.add(key);
      const before = this.written.get(key);
      const isMapped = mapped.some((path) => path.endsWith(`/${item.entry.path}`));
      if (before !== undefined && !isMapped && isStill(before, item)) continue;
      mustRewrite ||= before !== undefined;
      if (before !== undefined) this.written.delete(key);
      if (item.entry.kind === 'file') copies.set(key, this.copyAside(item));
    }
    for (const key of this.written.keys()) mustRewrite ||= !keys.has(key);
    return { second, copies, mustRewrite };
  }

  private copyAside({ fullPath }: UpperItem): Copy {
    if (this.scratch < 0) {
      this.scratch = openSync(this.scratchPath, 'w+', 0o600);
      unlinkSync(this.scratchPath);
    }
    const position = this.scratchSize;
    const buffer = Buffer.allocUnsafe(copyBytes);
    withFile(fullPath, (fd) => {
      for (;;) {
        throwIfCancelled(this.options);
        const count = readSync(fd, buffer, 0, buffer.length, this.scratchSize - position);
        if (count === 0) break;
        writeSync(this.scratch, buffer, 0, count, this.scratchSize);
        this.scratchSize += count;
      }
    });
    return { position, sizeBytes: this.scratchSize - position };
  }

  private append(second: ReadonlyArray<UpperItem>, copies: ReadonlyMap<string, Copy>): void {
    for (const item of second) {
      throwIfCancelled(this.options);
      if (!this.written.has(keyOf(item))) this.addCopied(item, copies);
    }
  }

  private rewrite(second: ReadonlyArray<UpperItem>, copies: ReadonlyMap<string, Copy>): void {
    const { stagedBlobPath } = this.options;
    this.draft.writer.finish({ durable: false });
    const former = openSync(stagedBlobPath, 'r');
    try {
      this.draft = new LayerDraft(`${stagedBlobPath}.again`, this.options);
      for (const item of second) {
        throwIfCancelled(this.options);
        const before = this.written.get(keyOf(item));
        const position = before?.entry.dataOffset;
        if (item.entry.kind === 'file' && before !== undefined && position !== undefined) {
          const { sizeBytes } = before.entry;
          this.draft.writer.add(item.entry, { fd: former, sizeBytes, position });
        } else this.addCopied(item, copies);
      }
    } finally {
      closeSync(former);
    }
  }

  private addCopied({ entry, ...item }: UpperItem, copies: ReadonlyMap<string, Copy>): void {
    const copy = copies.get(keyOf({ entry, ...item }));
    if (copy === undefined) this.draft.writer.add(entry);
    else {
      const { sizeBytes, position } = copy;
      this.draft.writer.add({ ...entry, sizeBytes }, { fd: this.scratch, sizeBytes, position });
    }
  }
}

/** A folder and its opaque mark are two entries of one path. */
function keyOf({ entry }: UpperItem): string {
  return entry.kind === 'opaque' ? `${entry.path}\0` : entry.path;
}

function isSettled({ stat }: UpperItem, at: number): boolean {
  return stat === null || Number(stat.ctimeNs / 1_000_000n) < at - clockStepMs;
}

function isStill({ item, readAt, isShort }: Written, now: UpperItem): boolean {
  if (isShort || JSON.stringify(item.entry) !== JSON.stringify(now.entry)) return false;
  if (item.stat === null || now.stat === null) return item.stat === now.stat;
  return isSame(item.stat, now.stat) && (now.entry.kind !== 'file' || isSettled(item, readAt));
}
