import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { join } from 'node:path';
import type { LayerEntry } from '../../shared/model/layer';
import { TarParser } from '../../electron/oci/layer/tar-parser';
import { runOk } from '../helpers/run';

/** All entries of a layer's tar, plain or gzipped, with digests. */
export async function readLayer(path: string): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = [];
  const parser = new TarParser({ end: (entry) => void entries.push(entry) }, { digests: true });
  const file = createReadStream(path);
  const head = (await readFile(path)).subarray(0, 2);
  const source = head[0] === 0x1f && head[1] === 0x8b ? file.pipe(createGunzip()) : file;
  for await (const chunk of source) parser.push(chunk as Buffer);
  parser.end();
  return entries;
}

interface SavedImage {
  readonly config: Record<string, unknown> & {
    readonly config: Record<string, unknown>;
    readonly history: ReadonlyArray<Record<string, unknown>>;
    readonly rootfs: { readonly diff_ids: ReadonlyArray<string> };
  };
  readonly layers: ReadonlyArray<string>;
}

/** Opens a `docker save` archive in an empty folder: config, and paths of the layers' tars. */
export async function openArchive(archive: string, folder: string): Promise<SavedImage> {
  await runOk('tar', ['-xf', archive, '-C', folder]);
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as [
    { Config: string; Layers: string[] },
  ];
  const config = JSON.parse(
    await readFile(join(folder, manifest[0].Config), 'utf8'),
  ) as SavedImage['config'];
  return { config, layers: manifest[0].Layers.map((layer) => join(folder, layer)) };
}

export async function isEmptyFolder(path: string): Promise<boolean> {
  return (await readdir(path).catch(() => [])).length === 0;
}
