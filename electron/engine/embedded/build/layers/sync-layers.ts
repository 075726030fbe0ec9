import { open } from 'node:fs/promises';
import type { Store } from '../../../../store/store';

/** Makes layers safe on disk that were only written so far: once, at the end of a build. */
export async function syncLayers(
  store: Pick<Store, 'paths'>,
  diffIds: ReadonlyArray<string>,
): Promise<void> {
  for (const diffId of new Set(diffIds)) await syncPath(store.paths.blob(diffId));
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
