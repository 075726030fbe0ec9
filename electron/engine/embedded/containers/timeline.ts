import { DarkroomError, toWire } from '../../../../shared/errors';
import type { TimelineEntry } from '../../../../shared/model/snapshot';
import type { Store } from '../../../store/store';

export type Snapshot = Omit<TimelineEntry, 'names'>;

/**
 * The snapshots that belong together with a container (also one that is removed, by the name or id it
 * had) or with an image: those of the same containers, those these were started from, and those made
 * of containers started from them. Oldest first. CONTAINER_NOT_FOUND.
 */
export function timelineOf(store: Store, name: string): ReadonlyArray<TimelineEntry> {
  const all = store.snapshots.list();
  return lineOf(all, seedsOf(store, all, name)).map((each) => ({
    ...each,
    names: store.images.tryFind(each.imageId)?.summary.names ?? [],
  }));
}

/** All that hangs together with some of them, in the order they have. */
export function lineOf(
  all: ReadonlyArray<Snapshot>,
  seeds: ReadonlyArray<Snapshot>,
): ReadonlyArray<Snapshot> {
  const line = new Set<Snapshot>(seeds);
  for (let before = -1; before !== line.size;) {
    before = line.size;
    const images = new Set([...line].map(({ imageId }) => imageId));
    const parents = new Set([...line].map(({ parentImageId }) => parentImageId));
    const containers = new Set([...line].map(({ containerId }) => containerId));
    for (const each of all) {
      const belongs =
        containers.has(each.containerId) ||
        parents.has(each.imageId) ||
        images.has(each.parentImageId);
      if (belongs) line.add(each);
    }
  }
  return all.filter((each) => line.has(each));
}

function seedsOf(
  store: Store,
  all: ReadonlyArray<Snapshot>,
  name: string,
): ReadonlyArray<Snapshot> {
  try {
    const { id, imageId } = store.containers.find(name);
    return all.filter((each) => each.containerId === id || each.imageId === imageId);
  } catch (error) {
    if (toWire(error).code !== 'CONTAINER_NOT_FOUND') throw error;
  }
  const imageId = store.images.tryFind(name)?.summary.id;
  const seeds = all.filter(
    (each) =>
      each.containerName === name ||
      each.containerId.startsWith(name) ||
      each.imageId === imageId ||
      each.parentImageId === imageId,
  );
  if (seeds.length > 0 || imageId !== undefined) return seeds;
  throw new DarkroomError('CONTAINER_NOT_FOUND', `There is no container or snapshot ${name}`, {
    data: { name },
    hint: 'See darkroom ps -a and darkroom images.',
  });
}
