import { createHash } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import type { LayerEntry } from '../../../shared/model/layer';
import { FileDigest, type ContentDigest } from './file-digest';
import type { TarSink } from './tar-sink';
import { encodeHeader, type NewLayerEntry } from './tar-encode';
import { blockSize, paddingOf } from './tar-format';

/**
 * Where a file's bytes come from. `fd` is read from `position` (default: 0) on, and left open; with
 * `onShort`, a file that ends early is told there and filled up with zeros instead of failing.
 */
export type LayerContent =
  | {
      readonly fd: number;
      readonly sizeBytes: number;
      readonly position?: number;
      onShort?(): void;
    }
  | Uint8Array
  | Iterable<Uint8Array>;

export interface WrittenLayer {
  /** Digest of the uncompressed tar, `sha256:…`. */
  readonly diffId: string;
  readonly sizeBytes: number;
  /** What was added, with digests and offsets, in order. */
  readonly entries: LayerEntry[];
}

interface OpenEntry {
  readonly entry: NewLayerEntry;
  readonly digest: ContentDigest;
  readonly dataOffset: number;
  done: number;
}

const bufferBytes = 1 << 20;
/** A file is large from here on: worth telling another thread of. */
const largeBytes = 8 << 20;
const zeros = new Uint8Array(64 << 10);
/** How much is written between two requests to start writing back to disk. */
const writeBackBytes = 32 << 20;

/**
 * Writes a layer as a deterministic tar, synchronously: for worker threads and the helper. Digests of
 * the tar and of each file are computed on the way, and the disk is kept busy early, so that the
 * sync in `finish` has little left to wait for. `finish` or `abort` must be called.
 */
export class LayerWriter {
  private readonly fd: number;
  private readonly path: string | null;
  private readonly hash = createHash('sha256');
  private readonly buffer = Buffer.allocUnsafeSlow(bufferBytes);
  private readonly header = Buffer.allocUnsafeSlow(blockSize);
  private fill = 0;
  private written = 0;
  private syncedTo = 0;
  private closed = false;
  private readonly entries: LayerEntry[] = [];
  private current: OpenEntry | null = null;

  /**
   * A path is created or truncated; an open file descriptor is written from its position and stays
   * open. `keepEntries: false`: the caller keeps the list, the result's stays empty.
   */
  constructor(
    target: string | number,
    private readonly options: {
      readonly keepEntries?: boolean;
      /** Finds a large file's digest elsewhere, from the tar; null: as ever. Not for descriptors. */
      digestOf?(path: string, offset: number, sizeBytes: number): ContentDigest | null;
      /** Sees every entry and its content as it is written. */
      readonly tap?: TarSink;
    } = {},
  ) {
    this.path = typeof target === 'string' ? target : null;
    this.fd = typeof target === 'string' ? openSync(target, 'w', 0o644) : target;
  }

  /** Bytes of the tar so far. */
  get sizeBytes(): number {
    return this.written + this.fill;
  }

  /**
   * Adds an entry. `content` is for files only and must be exactly `entry.sizeBytes` long
   * (CONFLICT otherwise: the file changed while it was read).
   */
  add(entry: NewLayerEntry, content?: LayerContent): LayerEntry {
    this.begin(entry);
    if (entry.kind === 'file' && content !== undefined)
      this.appendContent(content, entry.sizeBytes);
    return this.end();
  }

  /** Starts an entry whose content, for a file, comes by `write`; `end` finishes it. */
  begin(entry: NewLayerEntry): void {
    const sizeBytes = entry.kind === 'file' ? entry.sizeBytes : 0;
    const sized = entry.sizeBytes === sizeBytes ? entry : { ...entry, sizeBytes };
    this.append(encodeHeader(sized, this.header));
    const digest = this.digestOf(sizeBytes) ?? new FileDigest(sizeBytes);
    this.current = { entry: sized, digest, done: 0, dataOffset: this.sizeBytes };
    const { tap } = this.options;
    tap?.begin?.(sized.kind === 'file' ? { ...sized, dataOffset: this.sizeBytes } : sized);
  }

  /** Content of the entry begun last. `chunk` is copied. */
  write(chunk: Uint8Array): void {
    const current = this.open();
    if (current.done + chunk.length > current.entry.sizeBytes) throw changed(current, chunk.length);
    current.digest.update(chunk, current.done);
    this.options.tap?.data?.(chunk, current.done);
    this.append(chunk);
    current.done += chunk.length;
  }

  /** Zeros in the content of the entry begun last. */
  writeZeros(count: number): void {
    for (let left = count; left > 0; left -= zeros.length) {
      this.write(left < zeros.length ? zeros.subarray(0, left) : zeros);
    }
  }

  /** CONFLICT when the content was shorter than the entry says. */
  end(): LayerEntry {
    const current = this.open();
    const { entry, dataOffset, digest } = current;
    if (current.done !== entry.sizeBytes) throw changed(current, 0);
    if (digest.written !== undefined) this.flush();
    this.current = null;
    this.appendZeros(paddingOf(entry.sizeBytes));
    const done = entry.kind === 'file' ? { ...entry, digest: digest.finish(), dataOffset } : entry;
    this.options.tap?.end?.(done);
    if (this.options.keepEntries !== false) this.entries.push(done);
    return done;
  }

  /**
   * Ends the tar, syncs it to disk (unless `durable` is false: a layer that only the build cache knows)
   * and closes the file when it was opened here.
   */
  finish(options: { readonly durable?: boolean } = {}): WrittenLayer {
    this.appendZeros(2 * blockSize);
    this.flush();
    if (options.durable !== false) fdatasyncSync(this.fd);
    this.close();
    return {
      diffId: `sha256:${this.hash.digest('hex')}`,
      sizeBytes: this.written,
      entries: this.entries,
    };
  }

  /** Gives up: closes and removes what was written. Harmless after `finish`. */
  abort(): void {
    if (this.closed) return;
    this.current?.digest.abandon?.();
    this.close();
    if (this.path !== null) unlinkSync(this.path);
  }

  private digestOf(sizeBytes: number): ContentDigest | null {
    const { digestOf } = this.options;
    if (this.path === null || sizeBytes < largeBytes || digestOf === undefined) return null;
    return digestOf(this.path, this.sizeBytes, sizeBytes);
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.path !== null) closeSync(this.fd);
  }

  private open(): OpenEntry {
    if (this.current === null)
      throw new DarkroomError('INTERNAL', 'Write layer: no entry was begun');
    return this.current;
  }

  private appendContent(content: LayerContent, sizeBytes: number): void {
    if (content instanceof Uint8Array) this.write(content);
    else if ('fd' in content) {
      this.appendFromFile(content, sizeBytes);
      const missing = sizeBytes - this.open().done;
      if (missing > 0 && content.onShort !== undefined) {
        content.onShort();
        this.writeZeros(missing);
      }
    } else for (const chunk of content) this.write(chunk);
  }

  /** Reads straight into the output buffer, so that each byte is copied once. */
  private appendFromFile(
    source: { readonly fd: number; readonly position?: number },
    sizeBytes: number,
  ): void {
    const current = this.open();
    const start = source.position ?? 0;
    if (sizeBytes > bufferBytes - this.fill) this.flush();
    while (current.done < sizeBytes) {
      if (this.fill === bufferBytes) this.flush();
      const wanted = Math.min(sizeBytes - current.done, bufferBytes - this.fill);
      const count = readSync(source.fd, this.buffer, this.fill, wanted, start + current.done);
      if (count === 0) return;
      const bytes = this.buffer.subarray(this.fill, this.fill + count);
      current.digest.update(bytes, current.done);
      this.options.tap?.data?.(bytes, current.done);
      this.fill += count;
      current.done += count;
    }
  }

  private append(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.fill === bufferBytes) this.flush();
      const count = Math.min(bytes.length - at, bufferBytes - this.fill);
      this.buffer.set(count === bytes.length ? bytes : bytes.subarray(at, at + count), this.fill);
      this.fill += count;
      at += count;
    }
  }

  private appendZeros(count: number): void {
    if (count > bufferBytes - this.fill) this.flush();
    this.buffer.fill(0, this.fill, this.fill + count);
    this.fill += count;
  }

  private flush(): void {
    const bytes = this.buffer.subarray(0, this.fill);
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at, bytes.length - at);
    this.written += this.fill;
    this.fill = 0;
    this.current?.digest.written?.(this.written);
    if (this.written - this.syncedTo >= writeBackBytes) this.startWriteBack();
  }

  /** Runs on libuv's thread pool at once, even though this thread does not get back to its loop. */
  private startWriteBack(): void {
    this.syncedTo = this.written;
    fdatasync(this.fd, () => undefined);
  }
}

function changed(current: OpenEntry, more: number): DarkroomError {
  const { path, sizeBytes } = current.entry;
  return new DarkroomError('CONFLICT', `Read “${path}”: it changed while it was read`, {
    data: { path, expectedBytes: sizeBytes, readBytes: current.done + more },
  });
}
