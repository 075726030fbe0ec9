import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { MessagePort } from 'node:worker_threads';
import { DarkroomError } from '../../../shared/errors';
import { compressGzip } from '../../oci/layer/compress/gzip';
import { compressZstd } from '../../oci/layer/compress/with-tool';
import type { TaskContext } from '../protocol';

export interface CompressInput {
  /** The layer: an uncompressed tar. */
  readonly path: string;
  /** Checked while it is read: what is damaged on disk is not sent anywhere. */
  readonly diffId: string;
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** Where the compressed bytes go, as `CompressedMessage`s; the reader answers with bytes taken. */
  readonly port: MessagePort;
}

export interface CompressOutput {
  readonly digest: string;
  readonly sizeBytes: number;
}

export interface CompressedMessage {
  readonly chunk: Uint8Array;
}

const readBytes = 1 << 20;
/** Compressed bytes on their way at most. */
const windowBytes = 4 << 20;

/** Compresses a layer. The same layer gives the same bytes while the same library compresses. BLOB_CORRUPT. */
export async function compressLayer(
  input: CompressInput,
  context: TaskContext,
): Promise<CompressOutput> {
  const { port, compression, path, diffId } = input;
  const window = new Window(port);
  const file = await open(path, 'r');
  const hash = createHash('sha256');
  const tarHash = createHash('sha256');
  let sizeBytes = 0;
  try {
    const tar = readTar(file, (chunk) => {
      context.throwIfCancelled();
      tarHash.update(chunk);
    });
    for await (const chunk of compressed(compression, tar)) {
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
    await file.close();
    port.close();
  }
}

function compressed(
  compression: CompressInput['compression'],
  tar: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case 'none':
      return tar;
    case 'gzip':
      return compressGzip(tar);
    case 'zstd':
      return compressZstd(tar);
  }
}

async function* readTar(
  file: FileHandle,
  onChunk: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    let filled = 0;
    while (filled < readBytes) {
      const { bytesRead } = await file.read(buffer, filled, readBytes - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled === 0) return;
    const chunk = buffer.subarray(0, filled);
    onChunk(chunk);
    yield chunk;
    if (filled < readBytes) return;
  }
}

/** Sends no more than the reader keeps up with. */
class Window {
  private inFlight = 0;
  private wake: (() => void) | null = null;
  private closed = false;

  constructor(private readonly port: MessagePort) {
    port.on('message', (taken: number) => {
      this.inFlight -= taken;
      this.wake?.();
    });
    port.on('close', () => {
      this.closed = true;
      this.wake?.();
    });
  }

  async send(chunk: Uint8Array): Promise<void> {
    if (this.closed) throw new DarkroomError('CANCELLED', 'Cancelled');
    this.inFlight += chunk.length;
    this.port.postMessage({ chunk } satisfies CompressedMessage);
    while (this.inFlight > windowBytes && !this.closed) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
