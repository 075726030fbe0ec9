import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DarkroomError } from '../../../../shared/errors';
import { decompressionError, type CompressedSource } from './decompress';

const chunkBytes = 1 << 20;
/** zlib's options are also those of its stream; the type does not say so. */
const options = { chunkSize: chunkBytes, readableHighWaterMark: 4 * chunkBytes };

/** gzip, RFC 1952, with any number of members; zeros behind the last one are passed over. A chunk is gone once the next is asked for. */
export async function* gunzip(source: CompressedSource): AsyncIterable<Uint8Array> {
  const inflate = createGunzip(options);
  pipeline(
    Readable.from(source.chunks, { objectMode: true, highWaterMark: 2 }),
    inflate,
    () => undefined,
  );
  try {
    for await (const chunk of inflate) {
      yield chunk as Buffer;
      releaseWhenFull(chunk as Buffer);
    }
  } catch (error) {
    if (error instanceof DarkroomError || !isZlibError(error)) throw error;
    throw decompressionError('gzip', error.message, inflate.bytesWritten, error);
  } finally {
    inflate.destroy();
  }
}

/**
 * Gives memory back at once that zlib has filled to its end and taken its hands off. Left to the garbage
 * collector, which looks only after dozens of MiB, a thread would hold more the larger a layer is.
 */
function releaseWhenFull({ buffer, byteOffset, length }: Buffer): void {
  const isFull = byteOffset + length === buffer.byteLength && buffer.byteLength === chunkBytes;
  if (isFull && buffer instanceof ArrayBuffer) structuredClone(null, { transfer: [buffer] });
}

function isZlibError(error: unknown): error is Error {
  const code = (error as { code?: unknown }).code;
  return error instanceof Error && typeof code === 'string' && code.startsWith('Z_');
}
