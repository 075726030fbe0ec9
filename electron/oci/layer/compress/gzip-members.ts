import type { GzipCompressor, Libdeflate } from '../../../base/native/libdeflate';
import type { SpareMemory } from '../../../base/spare-memory';
import { inOrder } from './blocks';

/** Twice as fast as zlib at its level 2, and smaller. */
const level = 1;

/**
 * Every block as a member of its own: "a gzip file consists of a series of members" (RFC 1952 §2.2).
 * Nothing at all is one empty member.
 */
export async function* gzipMembers(
  blocks: AsyncIterable<Uint8Array>,
  library: Libdeflate,
  memory: SpareMemory,
): AsyncGenerator<Uint8Array> {
  const compressors: GzipCompressor[] = [];
  try {
    yield* inOrder(orEmpty(blocks), (block, slot) =>
      (compressors[slot] ??= library.compressor(level)).compress(block, memory),
    );
  } finally {
    for (const compressor of compressors) compressor.free();
  }
}

async function* orEmpty(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  for await (const block of blocks) {
    isEmpty = false;
    yield block;
  }
  if (isEmpty) yield Buffer.alloc(0);
}
