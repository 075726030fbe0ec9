import { DarkroomError } from '../../../../shared/errors';
import type { Compression } from '../../../../shared/model/import';
import { bunzip2InProcess, unxzInProcess, unzstdInProcess } from './in-process';
import { gunzip } from './gunzip';
import { runTool } from './tool';

/** Compressed bytes and how many of them were handed out: names the place of an error. */
export interface CompressedSource {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly offset: () => number;
}

/**
 * Decompresses a stream. The system's tools run on a core of their own where they are installed,
 * otherwise a library does it. Rejects with ARCHIVE_CORRUPT or ARCHIVE_TRUNCATED naming the offset in
 * the compressed data. A chunk is good until the next one is asked for. `useTools: false` is for tests.
 */
export function decompress(
  kind: Compression,
  source: CompressedSource,
  options: { readonly useTools?: boolean } = {},
): AsyncIterable<Uint8Array> {
  const useTools = options.useTools !== false;
  switch (kind) {
    case 'none':
      return source.chunks;
    case 'gzip':
      return gunzip(source);
    case 'xz':
      return either(useTools, source, ['xz', '-dc', '-T0'], unxzInProcess);
    case 'bzip2':
      return either(useTools, source, ['bzip2', '-dc'], bunzip2InProcess);
    case 'zstd':
      return either(useTools, source, ['zstd', '-dcq', '--long=31'], unzstdInProcess);
  }
}

async function* either(
  useTools: boolean,
  source: CompressedSource,
  command: ReadonlyArray<string>,
  library: (source: CompressedSource) => AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const output = useTools ? await runTool(command, source) : null;
  yield* output ?? library(source);
}

/** What a decompressor's complaint means. Truncation is told apart by its words, which all share. */
export function decompressionError(
  what: string,
  message: string,
  offset: number,
  cause?: unknown,
): DarkroomError {
  const isShort =
    /unexpected end|ends unexpectedly|premature|truncated|unexpected EOF|incomplete/i.test(message);
  const reason = isShort ? 'the data end too early' : 'the data are damaged';
  return new DarkroomError(
    isShort ? 'ARCHIVE_TRUNCATED' : 'ARCHIVE_CORRUPT',
    `Decompress ${what}: ${reason} (near byte ${offset} of the compressed file)`,
    { data: { compressedOffset: offset }, cause },
  );
}
