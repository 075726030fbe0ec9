import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageConfig } from '../../shared/model/image';
import type { LayerEntry } from '../../shared/model/layer';
import { digestOf } from '../oci/digest';
import { openStore } from './open-store';
import type { Store } from './store';

/** For tests: a store in a folder of its own. `dispose` closes it and removes the folder. */
export interface TestStore {
  readonly store: Store;
  readonly root: string;
  dispose(): Promise<void>;
}

export async function makeTestStore(): Promise<TestStore> {
  const root = await mkdtemp(join(tmpdir(), 'darkroom-store-'));
  const store = await openStore(root);
  return {
    store,
    root,
    dispose: async () => {
      store.dispose();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export function fileEntry(path: string, change: Partial<LayerEntry> = {}): LayerEntry {
  return {
    path,
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    sizeBytes: 0,
    mtimeSeconds: 1_700_000_000,
    mtimeNanos: 0,
    ...change,
  };
}

export function folderEntry(path: string, change: Partial<LayerEntry> = {}): LayerEntry {
  return fileEntry(path, { kind: 'directory', mode: 0o755, ...change });
}

/** Puts a layer whose blob is `content` (by default unique to its entries) and returns its diffID. */
export async function putLayer(
  store: Store,
  entries: ReadonlyArray<LayerEntry>,
  content: Buffer = Buffer.from(JSON.stringify(entries)),
): Promise<string> {
  const staged = await store.blobs.stage();
  await writeFile(staged.path, content);
  const diffId = digestOf(content);
  await staged.commit(diffId, content.length);
  await store.layers.put(diffId, content.length, entries);
  return diffId;
}

export function imageConfig(
  diffIds: ReadonlyArray<string>,
  change: Partial<ImageConfig> = {},
): ImageConfig {
  return {
    created: '2026-01-02T03:04:05Z',
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['/bin/sh'] },
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: diffIds.map((_, index) => ({ created_by: `step ${index}` })),
    ...change,
  };
}

/** Adds an image with one small layer that no other has. */
export async function addImage(
  store: Store,
  names: ReadonlyArray<string>,
  seed = names.join(),
): Promise<string> {
  const diffId = await putLayer(store, [fileEntry(`seed-${seed}`)]);
  const image = { config: imageConfig([diffId]), origin: 'import', originDetail: 'test' } as const;
  return (await store.images.add(image, names)).summary.id;
}
