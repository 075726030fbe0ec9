import { open } from 'node:fs/promises';
import { parallel } from '../../../../base/parallel';
import type { Store } from '../../../../store/store';

const syncsAtOnce = 4;

/** Makes layers safe on disk that were only written so far: once, at the end of a build. */
export async function syncLayers(
  store: Pick<Store, 'paths'>,
  diffIds: ReadonlyArray<string>,
): Promise<void> {
  const paths = [...new Set(diffIds)].map((diffId) => store.paths.blob(diffId));
  await parallel(paths, syncsAtOnce, new AbortController().signal, syncPath);
  if (diffIds.length > 0) await syncPath(store.paths.blobs);
}

async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
