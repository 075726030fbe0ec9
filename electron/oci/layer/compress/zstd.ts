import { DarkroomError } from '../../../../shared/errors';
import { runTool } from '../decompress/tool';

/**
 * zstd (RFC 8878) with the system's tool. With worker threads its bytes do not depend on how many there
 * are; they may differ between versions of the tool. NOT_SUPPORTED where it is not installed.
 */
export async function* compressZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const command = ['zstd', '-q', '-3', '-T2', '-c'];
  const output = await runTool(command, { chunks, offset: () => 0 });
  if (output === null) {
    throw new DarkroomError('NOT_SUPPORTED', 'Compress a layer with zstd: zstd is not installed', {
      hint: 'Install it (Debian: “apt install zstd”), or push with gzip.',
    });
  }
  yield* output;
}
