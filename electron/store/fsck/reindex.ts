import { createReadStream } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { LayerEntry } from '../../../shared/model/layer';
import { TarParser } from '../../oci/layer/tar-parser';

const chunkBytes = 256 * 1024;

/**
 * Reads a layer's entries from its blob, as importing it did. The whole digest was checked before, so
 * a missing end mark is none of our business. ARCHIVE_* when it is no tar.
 */
export async function readLayerEntries(
  path: string,
  signal: AbortSignal,
): Promise<ReadonlyArray<LayerEntry>> {
  const entries: LayerEntry[] = [];
  const parser = new TarParser(
    { end: (entry) => entries.push(entry) },
    { digests: true, requireEnd: false },
  );
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes, signal })) {
    parser.push(chunk as Buffer);
    await setImmediate();
  }
  parser.end();
  return entries;
}
