import { DarkroomError } from '../../../../shared/errors';
import { runTool } from '../decompress/tool';

/**
 * zstd (RFC 8878) with the system's tool. With worker threads its bytes do not depend on how many there
 * are; they may differ between versions of the tool. NOT_SUPPORTED where it is not installed.
 */
export function compressZstd(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return withTool('zstd', ['-q', '-3', '-T2', '-c'], 'zstd', chunks);
}

/** xz with the system's tool, on all processors. NOT_SUPPORTED where it is not installed. */
export function compressXz(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return withTool('xz', ['-q', '-T0', '-c'], 'xz-utils', chunks);
}

async function* withTool(
  name: string,
  args: ReadonlyArray<string>,
  debianPackage: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const output = await runTool([name, ...args], { chunks, offset: () => 0 });
  if (output === null) {
    throw new DarkroomError('NOT_SUPPORTED', `Compress with ${name}: it is not installed`, {
      hint: `Install it (Debian: “apt install ${debianPackage}”), or use gzip.`,
    });
  }
  yield* output;
}
