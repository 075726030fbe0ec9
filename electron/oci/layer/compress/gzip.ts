import { constants, crc32, deflateRaw, type ZlibOptions } from 'node:zlib';

/** On one of libuv's threads. */
function deflate(block: Uint8Array, options: ZlibOptions): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    deflateRaw(block, options, (error, result) => (error ? reject(error) : resolve(result))),
  );
}

/** What is compressed in one piece; part of the format, as another size would give other bytes. */
const blockBytes = 1 << 20;
/** How far back deflate looks: each block starts with the end of the one before. */
const dictionaryBytes = 32 << 10;
const level = 2;
/** Blocks being compressed at once, on libuv's threads. */
const inFlight = 3;

/** RFC 1952 §2.3: deflate, no flags, no time, no hint, no system: nothing that differs by machine. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty last block of deflate (RFC 1951 §3.2.4: final, fixed codes, end of block). */
const lastBlock = Buffer.from([0x03, 0x00]);

/**
 * gzip as one member, in blocks that are compressed at the same time. The bytes depend on the content
 * only: not on how it was cut into chunks, on time, nor on the number of processors.
 */
export async function* compressGzip(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield header;
  const pending: Promise<Buffer>[] = [];
  let sum = 0;
  let size = 0;
  let dictionary: Buffer | null = null;
  try {
    for await (const block of blocksOf(chunks)) {
      sum = crc32(block, sum);
      size += block.length;
      const compressing = compressBlock(block, dictionary);
      compressing.catch(() => undefined);
      pending.push(compressing);
      dictionary = block.subarray(Math.max(0, block.length - dictionaryBytes));
      if (pending.length < inFlight) continue;
      yield await (pending.shift() as Promise<Buffer>);
    }
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) yield await next;
  } finally {
    await Promise.allSettled(pending);
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(sum, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield Buffer.concat([lastBlock, trailer]);
}

function compressBlock(block: Buffer, dictionary: Buffer | null): Promise<Buffer> {
  return deflate(block, {
    level,
    memLevel: 9,
    chunkSize: blockBytes / 2,
    // Ends on a byte, so that the next block can follow it.
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary === null ? {} : { dictionary }),
  });
}

/** Blocks of exactly `blockBytes`, the last one excepted. */
async function* blocksOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    if (heldBytes === 0 && chunk.length === blockBytes) {
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      continue;
    }
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < blockBytes) continue;
    const all = Buffer.concat(held);
    let at = 0;
    for (; all.length - at >= blockBytes; at += blockBytes) yield all.subarray(at, at + blockBytes);
    held = at === all.length ? [] : [all.subarray(at)];
    heldBytes = all.length - at;
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}
