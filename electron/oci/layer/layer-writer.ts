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
import { FileDigest } from './file-digest';
import { encodeHeader, type NewLayerEntry } from './tar-encode';
import { blockSize, paddingOf } from './tar-format';

/** Where a file's bytes come from. `fd` is read from `position` (default: 0) on, and left open. */
export type LayerContent =
  | { readonly fd: number; readonly sizeBytes: number; readonly position?: number }
  | Uint8Array
  | Iterable<Uint8Array>;

export interface WrittenLayer {
  /** Digest of the uncompressed tar, `sha256:…`. */
  readonly diffId: string;
  readonly sizeBytes: number;
  /** What was added, with digests and offsets, in order. */
  readonly entries: LayerEntry[];
}

const bufferBytes = 1 << 20;
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
  private fill = 0;
  private written = 0;
  private syncedTo = 0;
  private closed = false;
  private readonly entries: LayerEntry[] = [];

  /** A path is created or truncated; an open file descriptor is written from its position and stays open. */
  constructor(target: string | number) {
    this.path = typeof target === 'string' ? target : null;
    this.fd = typeof target === 'string' ? openSync(target, 'w', 0o600) : target;
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
    const sizeBytes = entry.kind === 'file' ? entry.sizeBytes : 0;
    this.append(encodeHeader(entry.sizeBytes === sizeBytes ? entry : { ...entry, sizeBytes }));
    let done: LayerEntry = { ...entry, sizeBytes };
    if (entry.kind === 'file') {
      const dataOffset = this.sizeBytes;
      const digest = this.appendContent(entry.path, sizeBytes, content ?? new Uint8Array(0));
      done = { ...entry, digest, dataOffset };
      this.appendZeros(paddingOf(sizeBytes));
    }
    this.entries.push(done);
    return done;
  }

  /** Ends the tar, syncs it to disk and closes the file when it was opened here. */
  finish(): WrittenLayer {
    this.appendZeros(2 * blockSize);
    this.flush();
    fdatasyncSync(this.fd);
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
    this.close();
    if (this.path !== null) unlinkSync(this.path);
  }

  private close(): void {
    if (this.closed) return;
    this.closed = true;
    if (this.path !== null) closeSync(this.fd);
  }

  private appendContent(path: string, sizeBytes: number, content: LayerContent): string {
    const digest = new FileDigest(sizeBytes);
    let done = 0;
    if (content instanceof Uint8Array) {
      done = content.length;
      if (done === sizeBytes) {
        digest.update(content, 0);
        this.append(content);
      }
    } else if ('fd' in content) {
      done = this.appendFromFile(content, sizeBytes, digest);
    } else {
      for (const chunk of content) {
        if (done + chunk.length <= sizeBytes) {
          digest.update(chunk, done);
          this.append(chunk);
        }
        done += chunk.length;
      }
    }
    if (done !== sizeBytes) {
      throw new DarkroomError('CONFLICT', `Read “${path}”: it changed while it was read`, {
        data: { path, expectedBytes: sizeBytes, readBytes: done },
      });
    }
    return digest.finish();
  }

  /** Reads straight into the output buffer, so that each byte is copied once. */
  private appendFromFile(
    source: { readonly fd: number; readonly position?: number },
    sizeBytes: number,
    digest: FileDigest,
  ): number {
    let done = 0;
    const start = source.position ?? 0;
    if (sizeBytes > bufferBytes - this.fill) this.flush();
    while (done < sizeBytes) {
      if (this.fill === bufferBytes) this.flush();
      const wanted = Math.min(sizeBytes - done, bufferBytes - this.fill);
      const count = readSync(source.fd, this.buffer, this.fill, wanted, start + done);
      if (count === 0) break;
      digest.update(this.buffer.subarray(this.fill, this.fill + count), done);
      this.fill += count;
      done += count;
    }
    return done;
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
    if (this.written - this.syncedTo >= writeBackBytes) this.startWriteBack();
  }

  /** Runs on libuv's thread pool at once, even though this thread does not get back to its loop. */
  private startWriteBack(): void {
    this.syncedTo = this.written;
    fdatasync(this.fd, () => undefined);
  }
}
