import type { GzipCompressor, Libdeflate } from '../../../base/native/libdeflate';
import { inOrder } from './blocks';

/** Twice as fast as zlib at its level 2, and smaller. */
const level = 1;
/** Blocks being compressed at once, on libuv's threads. */
const inFlight = 3;

/**
 * Every block as a member of its own: "a gzip file consists of a series of members" (RFC 1952 §2.2).
 * Nothing at all is one empty member.
 */
export async function* gzipMembers(
  blocks: AsyncIterable<Buffer>,
  library: Libdeflate,
): AsyncGenerator<Uint8Array> {
  const compressors: GzipCompressor[] = [];
  try {
    yield* inOrder(orEmpty(blocks), inFlight, (block, slot) =>
      (compressors[slot] ??= library.compressor(level)).compress(block),
    );
  } finally {
    for (const compressor of compressors) compressor.free();
  }
}

async function* orEmpty(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isEmpty = true;
  for await (const block of blocks) {
    isEmpty = false;
    yield block;
  }
  if (isEmpty) yield Buffer.alloc(0);
}
