import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepMemoryFolders } from './memory-folder';
import type { StoreParts } from './parts';
import { isAlive, ownerOf } from './process-identity';
import type { StorePaths } from './store';
import { removeUnfinishedContainer } from './unfinished-container';

/**
 * Clears away what interrupted processes left. Costs next to nothing when there is nothing: a short
 * folder listing and three indexed look-ups.
 */
export async function sweepInterrupted(parts: StoreParts): Promise<void> {
  const { paths, database, leases, layers, layout, garbage } = parts;
  const isKnown = (id: string) =>
    database.get('SELECT 1 FROM containers WHERE container_id = ?', id) !== undefined;
  for (const name of await leftoverNames(paths)) {
    await removeUnfinishedContainer(paths, name, isKnown);
    await rm(join(paths.tmp, name), { recursive: true, force: true });
  }
  await sweepMemoryFolders();
  for (const layerId of layers.abandoned()) await layers.deleteRows(layerId);
  const orphans = leases.deadOwners().flatMap((owner) => leases.removeOwner(owner));
  // What a process held when it ended may be a blob that no image came to use.
  if (orphans.length > 0) await garbage.remove(orphans, new AbortController().signal);
  if (layout.isBehind()) await layout.publish();
}

/** Temporary files whose owner is gone. */
export async function leftoverNames(paths: StorePaths): Promise<ReadonlyArray<string>> {
  const names = await readdir(paths.tmp);
  return names.filter((name) => {
    const owner = ownerOf(name);
    return owner === null || !isAlive(owner);
  });
}
