import { MessageChannel } from 'node:worker_threads';
import { onAbort } from '../../../base/abort';
import type { BlobReading, BlobSource } from '../../../registry/transfer/upload';
import type { WorkerPool } from '../../../worker/pool';
import type {
  CompressedAnswer,
  CompressedMessage,
  CompressInput,
} from '../../../worker/tasks/compress-layer';
import type { TransferParts } from './transfer-parts';

/** What is smaller the thread has no use for. */
const smallestSpareBytes = 1 << 20;

/** A layer of the store, compressed by a thread while it is read. */
export function compressedLayer(
  { store, workers }: Pick<TransferParts, 'store' | 'workers'>,
  diffId: string,
  compression: CompressInput['compression'],
  signal: AbortSignal,
): BlobSource {
  const path = store.paths.blob(diffId);
  return { open: () => compressedFile(workers, path, diffId, compression, signal) };
}

/** A tar anywhere, whose digest is known. */
export function compressedFile(
  workers: WorkerPool,
  path: string,
  diffId: string,
  compression: CompressInput['compression'],
  signal: AbortSignal,
): BlobReading {
  const { port1, port2 } = new MessageChannel();
  const input = { path, diffId, compression, port: port2 };
  const stop = new AbortController();
  const aborting = onAbort(signal, () => stop.abort());
  const done = workers
    .run('compress-layer', input, { signal: stop.signal, transfer: [port2] })
    .finally(() => aborting.dispose());
  done.catch(() => undefined);
  const chunks = read(port1, done, () => stop.abort());
  const digest = done.then((output) => output.digest);
  digest.catch(() => undefined);
  return { chunks, digest, release: (chunk) => giveBack(port1, chunk) };
}

/** The memory of a chunk serves the thread for another one. */
function giveBack(port: MessageChannel['port1'], { buffer }: Uint8Array): void {
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength < smallestSpareBytes) return;
  port.postMessage({ spare: buffer } satisfies CompressedAnswer, [buffer]);
}

/** What arrives at a port, until the thread has ended; its failure is thrown. */
async function* read(
  port: MessageChannel['port1'],
  done: Promise<unknown>,
  stop: () => void,
): AsyncGenerator<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let ended = false;
  let wake = (): void => undefined;
  port.on('message', ({ chunk }: CompressedMessage) => {
    waiting.push(chunk);
    wake();
  });
  // Closing comes after every message that was sent before it.
  port.on('close', () => {
    ended = true;
    wake();
  });
  try {
    for (;;) {
      const chunk = waiting.shift();
      if (chunk !== undefined) {
        // Its memory may be given back, and is not here any more then.
        const taken = chunk.length;
        yield chunk;
        port.postMessage({ taken } satisfies CompressedAnswer);
      } else if (ended) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    await done;
  } finally {
    if (!ended) {
      stop();
      port.close();
      await done.catch(() => undefined);
    }
  }
}
