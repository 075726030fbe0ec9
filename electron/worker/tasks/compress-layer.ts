import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { DarkroomError } from '../../../shared/errors';
import { SpareMemory } from '../../base/spare-memory';
import { blockBytes, blocksHeld } from '../../oci/layer/compress/blocks';
import { compressGzip } from '../../oci/layer/compress/gzip';
import { compressZstd } from '../../oci/layer/compress/with-tool';
import type { TaskContext } from '../protocol';

export interface CompressInput {
  /** The layer: an uncompressed tar. */
  readonly path: string;
  /** Checked while it is read: what is damaged on disk is not sent anywhere. */
  readonly diffId: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** Where the compressed bytes go, as `CompressedMessage`s; the reader sends `CompressedAnswer`s. */
  readonly port: MessagePort;
}

export interface CompressOutput {
  readonly digest: string;
  readonly sizeBytes: number;
}

export interface CompressedMessage {
  readonly chunk: Uint8Array;
}

/** That the reader has got so many bytes of a chunk, or memory of a chunk that it is done with. */
export type CompressedAnswer = { readonly taken: number } | { readonly spare: ArrayBuffer };

/** Compressed bytes on their way at most. */
const windowBytes = 4 << 20;

/** Compresses a layer. The same layer gives the same bytes while the same library compresses. BLOB_CORRUPT. */
export async function compressLayer(
  input: CompressInput,
  context: TaskContext,
): Promise<CompressOutput> {
  const { port, compression, path, diffId } = input;
  const memory = new SpareMemory(blockBytes);
  const window = new Window(port, memory);
  const hash = createHash('sha256');
  const tarHash = createHash('sha256');
  let sizeBytes = 0;
  let file = -1;
  try {
    file = openSync(path, 'r');
    const tar = readTar(file, blocksFor(compression, memory), (chunk) => {
      context.throwIfCancelled();
      tarHash.update(chunk);
    });
    for await (const chunk of compressed(compression, tar, memory)) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await window.send(chunk);
      context.throwIfCancelled();
    }
    const actual = `sha256:${tarHash.digest('hex')}`;
    if (actual !== diffId) {
      throw new DarkroomError(
        'BLOB_CORRUPT',
        `Blob ${diffId} has changed on disk: its digest is ${actual}`,
        { data: { digest: diffId, actual }, hint: 'Run "darkroom fsck --repair".' },
      );
    }
    return { digest: `sha256:${hash.digest('hex')}`, sizeBytes };
  } finally {
    if (file >= 0) closeSync(file);
    // The reader waits until then, whatever happened.
    port.close();
  }
}

function compressed(
  compression: CompressInput['compression'],
  tar: AsyncIterable<Uint8Array>,
  memory: SpareMemory,
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'none':
      return tar;
    case 'gzip':
      return compressGzip(tar, { memory });
    case 'zstd':
      return compressZstd(tar);
  }
}

/** Where the next MiB of the tar is read to. */
function blocksFor(compression: CompressInput['compression'], memory: SpareMemory): () => Buffer {
  if (compression !== 'gzip') return () => memory.take(blockBytes);
  const blocks: Buffer[] = [];
  let count = 0;
  return () => (blocks[count++ % blocksHeld] ??= Buffer.allocUnsafeSlow(blockBytes));
}

/** Reads in this thread: those of libuv, where Node would read, are compressing. */
async function* readTar(
  file: number,
  nextBlock: () => Buffer,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for (let filled = blockBytes; filled === blockBytes;) {
    const block = nextBlock();
    filled = 0;
    while (filled < blockBytes) {
      const count = readSync(file, block, filled, blockBytes - filled, null);
      if (count === 0) break;
      filled += count;
    }
    if (filled === 0) return;
    const chunk = block.subarray(0, filled);
    onChunk(chunk);
    yield chunk;
  }
}

/** Sends no more than the reader keeps up with. */
class Window {
  private inFlight = 0;
  private wake: (() => void) | null = null;
  private closed = false;

  constructor(
    private readonly port: MessagePort,
    memory: SpareMemory,
  ) {
    port.on('message', (answer: CompressedAnswer) => {
      if ('spare' in answer) return memory.give(answer.spare);
      this.inFlight -= answer.taken;
      this.wake?.();
    });
    port.on('close', () => {
      this.closed = true;
      this.wake?.();
    });
  }

  /** The chunk's memory goes with it. */
  async send(chunk: Uint8Array): Promise<void> {
    if (this.closed) throw new DarkroomError('CANCELLED', 'Cancelled');
    this.inFlight += chunk.length;
    this.port.postMessage({ chunk } satisfies CompressedMessage, ownMemory(chunk));
    while (this.inFlight > windowBytes && !this.closed) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

/** Small chunks lie in memory that Node shares among them; they are copied. */
function ownMemory({ buffer }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize ? [buffer] : [];
}
