import { readFile, unlink } from 'node:fs/promises';
import type { LayerEntry } from '../../../shared/model/layer';
import type { WireLayer } from '../protocol';
import type { WrittenLayer } from '../step';

const newline = 0x0a;

/** The layer with its entries, whose file is read and removed. */
export async function takeLayer(layer: WireLayer, stagedBlobPath: string): Promise<WrittenLayer> {
  const path = `${stagedBlobPath}.entries`;
  const content = await readFile(path);
  await unlink(path);
  return {
    diffId: layer.diffId,
    sizeBytes: layer.sizeBytes,
    entryCount: layer.entryCount,
    secrets: layer.secrets,
    entries: { [Symbol.iterator]: () => parseLines(content) },
  };
}

function* parseLines(content: Buffer): Generator<LayerEntry> {
  for (let start = 0; start < content.length;) {
    const found = content.indexOf(newline, start);
    const end = found === -1 ? content.length : found;
    yield JSON.parse(content.toString('utf8', start, end)) as LayerEntry;
    start = end + 1;
  }
}
