import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { ContentDigest } from '../../oci/layer/file-digest';

/** A part of a tar that is being written, to be hashed by another thread as it grows. */
export interface RangeToHash {
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** See `views`. */
  readonly shared: SharedArrayBuffer;
}

const state = { open: 0, taken: 1, done: 2, own: 3, failed: 4 } as const;
const sharedBytes = 48;
const digestAt = 16;
const bufferBytes = 1 << 20;
/** How long a thread waits before it looks whether the other one still wants something, in milliseconds. */
const lookEveryMs = 500;
/** That often in a row: a thread that ended says nothing. */
const looks = 120;

/** Who has it, how many bytes are there to be read, and the digest in the end. */
function views(shared: SharedArrayBuffer) {
  return {
    owner: new Int32Array(shared, 0, 1),
    available: new BigInt64Array(shared, 8, 1),
    digest: new Uint8Array(shared, digestAt, 32),
  };
}

/**
 * sha256 of a large file in a tar, found by another thread while this one writes. Where no thread took
 * it, this one reads the tar again in the end.
 */
export class DigestBeside implements ContentDigest {
  readonly range: RangeToHash;
  private readonly views;

  constructor(path: string, offset: number, sizeBytes: number) {
    const shared = new SharedArrayBuffer(sharedBytes);
    this.range = { path, offset, sizeBytes, shared };
    this.views = views(shared);
  }

  /** The content is read from the tar. */
  update(): void {
    return undefined;
  }

  written(position: number): void {
    const { available } = this.views;
    const bytes = Math.min(this.range.sizeBytes, position - this.range.offset);
    if (bytes <= 0) return;
    Atomics.store(available, 0, BigInt(bytes));
    Atomics.notify(available, 0);
  }

  finish(): string {
    const { owner, digest } = this.views;
    const before = Atomics.compareExchange(owner, 0, state.open, state.own);
    if (before === state.taken) Atomics.wait(owner, 0, state.taken);
    if (Atomics.load(owner, 0) === state.done) return Buffer.from(digest).toString('hex');
    return hashRange(this.range, () => this.range.sizeBytes).toString('hex');
  }

  abandon(): void {
    Atomics.store(this.views.owner, 0, state.own);
    Atomics.notify(this.views.available, 0);
  }
}

/** The other thread's part. Nothing is thrown: the one who waits hashes for itself then. */
export function hashForAnother(range: RangeToHash): void {
  const { owner, available, digest } = views(range.shared);
  if (Atomics.compareExchange(owner, 0, state.open, state.taken) !== state.open) return;
  let outcome: number = state.failed;
  try {
    digest.set(
      hashRange(range, (done) => {
        for (let look = 0; look < looks; look += 1) {
          const bytes = Number(Atomics.load(available, 0));
          if (bytes > done) return bytes;
          if (Atomics.load(owner, 0) !== state.taken) break;
          Atomics.wait(available, 0, BigInt(bytes), lookEveryMs);
        }
        throw new Error('nobody writes it any more');
      }),
    );
    outcome = state.done;
  } catch {
    outcome = state.failed;
  }
  Atomics.compareExchange(owner, 0, state.taken, outcome);
  Atomics.notify(owner, 0);
}

/** `availableAfter`: how much is there, more than what was read before. */
function hashRange(
  { path, offset, sizeBytes }: RangeToHash,
  availableAfter: (done: number) => number,
): Buffer {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  const fd = openSync(path, 'r');
  try {
    for (let done = 0; done < sizeBytes;) {
      const available = availableAfter(done);
      while (done < available) {
        const wanted = Math.min(buffer.length, available - done);
        const count = readSync(fd, buffer, 0, wanted, offset + done);
        if (count === 0) throw new Error('the tar is shorter than what was written');
        hash.update(buffer.subarray(0, count));
        done += count;
      }
    }
    return hash.digest();
  } finally {
    closeSync(fd);
  }
}
