import { libdeflate, type Libdeflate } from '../../../base/native/libdeflate';
import { blocksOf } from './blocks';
import { gzipMembers } from './gzip-members';
import { gzipWithZlib } from './gzip-with-zlib';

/**
 * gzip (RFC 1952) in blocks that are compressed at the same time, with libdeflate where the system has
 * it and with zlib elsewhere. The bytes depend on the content and on which of the two it is (and its
 * version) only: not on how the content was cut into chunks, on time, nor on the number of processors.
 * A chunk that was taken must stay as it is; what comes out lies in memory that nobody else looks at.
 */
export function compressGzip(
  chunks: AsyncIterable<Uint8Array>,
  library: Libdeflate | null = libdeflate(),
): AsyncGenerator<Uint8Array> {
  const blocks = blocksOf(chunks);
  return library === null ? gzipWithZlib(blocks) : gzipMembers(blocks, library);
}
