import { libdeflate, type Libdeflate } from '../../../base/native/libdeflate';
import { SpareMemory } from '../../../base/spare-memory';
import { blockBytes, blocksOf } from './blocks';
import { gzipMembers } from './gzip-members';
import { gzipWithZlib } from './gzip-with-zlib';

export interface GzipOptions {
  /** Null: zlib. */
  readonly library?: Libdeflate | null;
  /** Where the memory of what comes out may go once the reader is done with it. */
  readonly memory?: SpareMemory;
}

/**
 * gzip (RFC 1952) in blocks that are compressed at the same time, with libdeflate where the system has
 * it and with zlib elsewhere. The bytes depend on the content and on which of the two it is (and its
 * version) only: not on how the content was cut into chunks, on time, nor on the number of processors.
 * A chunk of `blockBytes` bytes must stay as it is while `blocksHeld` says so. What comes out lies in
 * memory that nobody else looks at, but for pieces of a few bytes.
 */
export function compressGzip(
  chunks: AsyncIterable<Uint8Array>,
  options: GzipOptions = {},
): AsyncGenerator<Uint8Array> {
  const { library = libdeflate(), memory = new SpareMemory(blockBytes) } = options;
  const blocks = blocksOf(chunks);
  return library === null ? gzipWithZlib(blocks) : gzipMembers(blocks, library, memory);
}
