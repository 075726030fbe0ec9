import { createHash, type Hash } from 'node:crypto';
import type { Compression } from '../../../shared/model/import';
import { detectCompression, magicBytes } from '../../oci/layer/compression';
import { decompress } from '../../oci/layer/decompress/decompress';
import { looksLikeTar, notATar } from '../../oci/layer/content-kind';
import type { TaskContext } from '../protocol';
import { SharedRing, slotBytes, verdict } from '../shared-ring';
import { BlobSink } from './blob-sink';
import { openSource, readChunks, type RawSource, type SourceInput } from './source';

export interface IngestInput {
  readonly source: SourceInput;
  readonly ring: SharedArrayBuffer;
  /** The file that becomes the blob when the reader's verdict is `keep`. */
  readonly targetPath: string;
  /** Whether the digest of the source's own bytes is wanted. */
  readonly hashSource: boolean;
}

export interface IngestProgress {
  /** Bytes of the source, compressed as they are. */
  readonly sourceBytes: number;
}

export interface IngestOutput {
  readonly compression: Compression;
  readonly sourceBytes: number;
  /** Of the source's own bytes, to its very end; null unless asked for. */
  readonly sourceDigest: string | null;
  /** Null unless the verdict was `keep`. */
  readonly blob: { readonly diffId: string; readonly sizeBytes: number } | null;
}

/** How often progress is sent, in milliseconds. */
export const progressMs = 30;

/**
 * Reads a source once: decompresses it by its content, hands it through the ring to the thread that
 * reads the tar, and, when that one says `keep`, writes the tar to the blob as it is.
 */
export async function ingest(input: IngestInput, context: TaskContext): Promise<IngestOutput> {
  const source = openSource(input.source);
  try {
    return await ingestFrom(source, input, context);
  } finally {
    await source.close();
  }
}

/** `ingest` of a source that is open and stays so. */
export async function ingestFrom(
  source: RawSource,
  input: Omit<IngestInput, 'source'>,
  context: TaskContext,
): Promise<IngestOutput> {
  const ring = new SharedRing(input.ring);
  const hash = input.hashSource ? createHash('sha256') : null;
  const feed = new Feed(ring, input.targetPath, context, source);
  try {
    const head = await source.peek(magicBytes);
    const compression = detectCompression(head);
    if (compression === 'none') await feed.readPlain();
    else await feed.readCompressed(compression, hash);
    // Behind the compressed data may lie more: the digest is of all of it.
    if (hash !== null && compression !== 'none') await drain(source, hash);
    ring.end(false);
    const blob = await feed.finish();
    const sourceDigest = hash === null ? null : digestOfSource(compression, hash, blob);
    return { compression, sourceBytes: source.bytesRead, sourceDigest, blob };
  } catch (error) {
    ring.end(true);
    throw error;
  } finally {
    await feed.dispose();
  }
}

/** The writing side of the ring, with the blob's writer behind it. */
class Feed {
  private index = 0;
  private fill = 0;
  private sink: BlobSink | null = null;
  private written = 0;
  private readonly lengths: number[] = [];
  private readonly writes: Promise<void>[] = [];
  private reportedAt = 0;

  constructor(
    private readonly ring: SharedRing,
    private readonly targetPath: string,
    private readonly context: TaskContext,
    private readonly source: RawSource,
  ) {}

  /** Reads straight into the ring. */
  async readPlain(): Promise<void> {
    while (this.ring.verdict !== verdict.stop) {
      const slot = await this.freeSlot();
      const count = await this.source.read(slot);
      if (this.index === 0) checkHead(slot.subarray(0, count));
      if (count > 0) await this.publish(count);
      if (count < slotBytes) return;
    }
  }

  async readCompressed(compression: Compression, hash: Hash | null): Promise<void> {
    const raw = readChunks(this.source);
    const chunks = decompress(compression, {
      chunks: hash === null ? raw : hashed(raw, hash),
      offset: () => this.source.bytesRead,
    });
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) {
        const slot = await this.freeSlot();
        const count = Math.min(chunk.length - at, slotBytes - this.fill);
        slot.set(count === chunk.length ? chunk : chunk.subarray(at, at + count), this.fill);
        this.fill += count;
        at += count;
        if (this.fill === slotBytes) await this.flush();
      }
      if (this.ring.verdict === verdict.stop) return;
    }
    await this.flush();
  }

  /** Waits for the reader's verdict and for everything to be on disk. */
  async finish(): Promise<IngestOutput['blob']> {
    this.ring.waitForVerdict();
    await this.writePublished();
    this.context.progress({ sourceBytes: this.source.bytesRead } satisfies IngestProgress);
    return this.ring.verdict === verdict.keep && this.sink !== null ? this.sink.finish() : null;
  }

  async dispose(): Promise<void> {
    await this.sink?.dispose();
  }

  private async flush(): Promise<void> {
    const slot = await this.freeSlot();
    if (this.index === 0) checkHead(slot.subarray(0, this.fill));
    if (this.fill > 0) await this.publish(this.fill);
    this.fill = 0;
  }

  private async freeSlot(): Promise<Uint8Array> {
    this.context.throwIfCancelled();
    // A slot whose chunk is not written yet can only wait for the verdict, which comes early.
    if (this.index - this.written >= this.ring.slots) {
      this.ring.waitForVerdict();
      await this.writePublished();
    }
    this.ring.waitForFree(this.index);
    await this.writes[this.index % this.ring.slots];
    return this.ring.slot(this.index);
  }

  private async publish(length: number): Promise<void> {
    this.lengths[this.index % this.ring.slots] = length;
    this.ring.publish(this.index, length);
    this.index += 1;
    await this.writePublished();
    const now = performance.now();
    if (now - this.reportedAt < progressMs) return;
    this.reportedAt = now;
    this.context.progress({ sourceBytes: this.source.bytesRead } satisfies IngestProgress);
  }

  /** Hands to the sink what it has not got yet, once the verdict is there. */
  private async writePublished(): Promise<void> {
    const decided = this.ring.verdict;
    if (decided === verdict.undecided) return;
    if (decided !== verdict.keep) {
      this.written = this.index;
      return;
    }
    this.sink ??= await BlobSink.open(this.targetPath);
    for (; this.written < this.index; this.written += 1) {
      const place = this.written % this.ring.slots;
      const chunk = this.ring.slot(this.written).subarray(0, this.lengths[place]);
      this.writes[place] = this.sink.put(chunk);
    }
  }
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function drain(source: RawSource, hash: Hash): Promise<void> {
  for await (const chunk of readChunks(source)) hash.update(chunk);
}

/** What is not compressed is the blob itself, hashed already. */
function digestOfSource(
  compression: Compression,
  hash: Hash,
  blob: IngestOutput['blob'],
): string | null {
  return compression === 'none' ? (blob?.diffId ?? null) : `sha256:${hash.digest('hex')}`;
}

/** Refuses at once what is no tar. */
function checkHead(head: Uint8Array): void {
  if (!looksLikeTar(head)) throw notATar(head);
}
