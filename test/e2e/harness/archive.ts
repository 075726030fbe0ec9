import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { runOk } from '../../helpers/run';

interface DockerManifestEntry {
  readonly Config: string;
  readonly RepoTags: ReadonlyArray<string>;
  readonly Layers: ReadonlyArray<string>;
}

export interface UnpackedArchive {
  readonly names: ReadonlyArray<string>;
  readonly config: Record<string, unknown> & { readonly rootfs: { readonly diff_ids: string[] } };
  /** Paths in each layer, bottom first, as tar lists them, without `./`. */
  readonly layers: ReadonlyArray<ReadonlyArray<string>>;
}

/** Reads a docker archive with tar alone, to see what a stranger would see. */
export async function unpackArchive(path: string, workFolder: string): Promise<UnpackedArchive> {
  const folder = await mkdtemp(join(workFolder, 'archive-'));
  await runOk('tar', ['-xf', path, '-C', folder]);
  const read = async (name: string) =>
    JSON.parse(await readFile(join(folder, name), 'utf8')) as unknown;
  const [manifest] = (await read('manifest.json')) as ReadonlyArray<DockerManifestEntry>;
  if (manifest === undefined) throw new Error(`${path} holds no image`);
  const layers: string[][] = [];
  for (const layer of manifest.Layers) {
    const list = await runOk('tar', ['-tf', join(folder, layer)]);
    layers.push(
      list
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.replace(/^\.\//u, '')),
    );
  }
  const config = (await read(manifest.Config)) as UnpackedArchive['config'];
  return { names: manifest.RepoTags, config, layers };
}
