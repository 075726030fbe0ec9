import { createHash } from 'node:crypto';
import { close, fdatasync, open, write } from 'node:fs';
import { promisify } from 'node:util';

const openFile = promisify(open);
const closeFile = promisify(close);
const syncFile = promisify(fdatasync);

/** How much is written between two requests to start writing back to disk. */
const writeBackBytes = 24 << 20;

/**
 * Writes chunks to a file and hashes them. Writing and syncing go on beside the caller on libuv's
 * threads; a chunk's memory may be reused once what `put` returned has settled.
 */
export class BlobSink {
  private readonly hash = createHash('sha256');
  private position = 0;
  private syncedTo = 0;
  private syncing: Promise<void> = Promise.resolve();
  private isSyncing = false;
  private last: Promise<void> = Promise.resolve();
  private failure: unknown = null;

  private constructor(private readonly fd: number) {}

  static async open(path: string): Promise<BlobSink> {
    return new BlobSink(await openFile(path, 'w', 0o644));
  }

  /** Takes a chunk; the promise settles when it is written and never rejects: `finish` does. */
  put(chunk: Uint8Array): Promise<void> {
    const at = this.position;
    this.position += chunk.length;
    const writing = this.writeAt(chunk, at).catch((error: unknown) => {
      this.failure ??= error;
    });
    this.last = Promise.all([this.last, writing]).then(() => undefined);
    this.hash.update(chunk);
    if (at - this.syncedTo >= writeBackBytes && !this.isSyncing) this.startWriteBack(at);
    return writing;
  }

  /** Everything on disk, closed. Throws what writing failed with. */
  async finish(): Promise<{ readonly diffId: string; readonly sizeBytes: number }> {
    await this.last;
    await this.syncing;
    if (this.failure !== null) throw this.failure;
    await syncFile(this.fd);
    return { diffId: `sha256:${this.hash.digest('hex')}`, sizeBytes: this.position };
  }

  async dispose(): Promise<void> {
    await this.last;
    await this.syncing;
    await closeFile(this.fd);
  }

  private async writeAt(chunk: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < chunk.length;) {
      done += await writeSome(this.fd, chunk.subarray(done), position + done);
    }
  }

  private startWriteBack(upTo: number): void {
    this.isSyncing = true;
    this.syncedTo = upTo;
    this.syncing = syncFile(this.fd).then(
      () => void (this.isSyncing = false),
      (error: unknown) => {
        this.failure ??= error;
      },
    );
  }
}

function writeSome(fd: number, chunk: Uint8Array, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, chunk, 0, chunk.length, position, (error, count) =>
      error ? reject(error) : resolve(count),
    );
  });
}
