import { constants, crc32, deflateRaw, type ZlibOptions } from 'node:zlib';
import { blockBytes, inOrder } from './blocks';

/** How far back deflate looks: each block starts with the end of the one before. */
const dictionaryBytes = 32 << 10;
const level = 2;

/** RFC 1952 §2.3: deflate, no flags, no time, no hint, no system: nothing that differs by machine. */
const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty last block of deflate (RFC 1951 §3.2.4: final, fixed codes, end of block). */
const lastBlock = Buffer.from([0x03, 0x00]);

/** All blocks in one member. */
export async function* gzipWithZlib(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(header);
  let sum = 0;
  let size = 0;
  let dictionary: Uint8Array | null = null;
  yield* inOrder(blocks, (block) => {
    sum = crc32(block, sum);
    size += block.length;
    const compressing = compressBlock(block, dictionary);
    dictionary = block.subarray(Math.max(0, block.length - dictionaryBytes));
    return compressing;
  });
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(sum, 0);
  trailer.writeUInt32LE(size % 2 ** 32, 4);
  yield Buffer.concat([lastBlock, trailer]);
}

function compressBlock(block: Uint8Array, dictionary: Uint8Array | null): Promise<Buffer> {
  return deflate(block, {
    level,
    memLevel: 9,
    chunkSize: blockBytes / 2,
    // Ends on a byte, so that the next block can follow it.
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary === null ? {} : { dictionary }),
  });
}

/** On one of libuv's threads. */
function deflate(block: Uint8Array, options: ZlibOptions): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    deflateRaw(block, options, (error, result) => (error ? reject(error) : resolve(result))),
  );
}
