import { closeSync, openSync, writeSync } from 'node:fs';
import { detectCompression, magicBytes } from '../../oci/layer/compression';
import { decompress } from '../../oci/layer/decompress/decompress';
import type { TaskContext } from '../protocol';
import type { IngestProgress } from './ingest';
import { openSource, readChunks, type SourceInput } from './source';

export interface SpoolInput {
  readonly source: SourceInput;
  readonly targetPath: string;
}

export interface SpoolOutput {
  readonly sizeBytes: number;
}

/**
 * Writes a source, decompressed, to a temporary file: image archives keep their list of contents
 * anywhere, so what cannot be sought in is put down first.
 */
export async function spool(input: SpoolInput, context: TaskContext): Promise<SpoolOutput> {
  const source = openSource(input.source);
  const target = openSync(input.targetPath, 'w', 0o600);
  let sizeBytes = 0;
  try {
    const compression = detectCompression(await source.peek(magicBytes));
    const chunks = decompress(compression, {
      chunks: readChunks(source),
      offset: () => source.bytesRead,
    });
    for await (const chunk of chunks) {
      context.throwIfCancelled();
      for (let at = 0; at < chunk.length;) at += writeSync(target, chunk, at);
      sizeBytes += chunk.length;
      context.progress({ sourceBytes: source.bytesRead } satisfies IngestProgress);
    }
    return { sizeBytes };
  } finally {
    closeSync(target);
    source.close();
  }
}
