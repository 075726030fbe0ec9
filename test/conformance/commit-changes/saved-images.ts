import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { join } from 'node:path';
import type { LayerEntry } from '../../../shared/model/layer';
import { TarParser } from '../../../electron/oci/layer/tar-parser';
import { runOk } from '../../helpers/run';

/** All entries of a layer's tar, plain or gzipped, with digests. */
async function readLayer(path: string): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = [];
  const parser = new TarParser({ end: (entry) => void entries.push(entry) }, { digests: true });
  const file = createReadStream(path);
  const source = (await isGzip(path)) ? file.pipe(createGunzip()) : file;
  for await (const chunk of source) parser.push(chunk as Buffer);
  parser.end();
  return entries;
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

interface ManifestItem {
  readonly RepoTags: ReadonlyArray<string>;
  readonly Layers: ReadonlyArray<string>;
}

export interface TopLayer {
  readonly entries: ReadonlyArray<LayerEntry>;
  readonly layerCount: number;
}

/** The topmost layer of each image of a `docker save` archive, by the image's name without tag. */
export async function readTopLayers(
  archive: string,
  folder: string,
): Promise<ReadonlyMap<string, TopLayer>> {
  await runOk('tar', ['-xf', archive, '-C', folder]);
  const text = await readFile(join(folder, 'manifest.json'), 'utf8');
  const layers = new Map<string, TopLayer>();
  for (const { RepoTags, Layers } of JSON.parse(text) as ManifestItem[]) {
    const entries = await readLayer(join(folder, Layers.at(-1) ?? ''));
    for (const tag of RepoTags) {
      layers.set(tag.replace(/:latest$/, ''), { entries, layerCount: Layers.length });
    }
  }
  return layers;
}
