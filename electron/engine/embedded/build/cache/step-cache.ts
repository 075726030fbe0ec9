import type { CacheRecord } from '../../../../store/store';
import type { BuildSession, StepLayer } from '../step-context';

type Session = Pick<BuildSession, 'store' | 'noCache' | 'hold' | 'importedCache'>;

/**
 * The layer that the cache has for a key, or else an imported one: present, whole, and held from now on;
 * else null.
 */
export async function findCached(session: Session, key: string): Promise<StepLayer | null> {
  if (session.noCache) return null;
  const own = session.store.cache.get(key);
  if (own?.diffId != null) {
    session.hold(own.diffId);
    if (await isWhole(session, own.diffId)) return asLayer(own.diffId, own);
  }
  const hold = (diffId: string): void => session.hold(diffId);
  const imported = await session.importedCache?.fetch(key, hold);
  if (imported?.diffId == null) return null;
  putCached(session, [key], { ...imported, diffId: imported.diffId });
  return asLayer(imported.diffId, imported);
}

function asLayer(diffId: string, { createdAt }: Pick<CacheRecord, 'createdAt'>): StepLayer {
  return { diffId, createdAt, cached: true, cause: null };
}

/** Remembers a layer under the keys that lead to it, and what its step was made from. */
export function putCached(
  session: Pick<Session, 'store'>,
  keys: ReadonlyArray<string>,
  layer: { readonly diffId: string; readonly createdBy: string; readonly createdAt: string },
  facts?: CacheRecord,
): void {
  const { diffId, createdBy, createdAt } = layer;
  session.store.cache.put(
    ...keys.map((key) => ({ key, diffId, createdBy, createdAt })),
    ...(facts === undefined ? [] : [facts]),
  );
}

/** A blob that was not synced before the power went shows by its size. */
async function isWhole(session: Pick<Session, 'store'>, diffId: string): Promise<boolean> {
  const { blobs, layers } = session.store;
  const expected = layers.sizeBytes(diffId);
  return expected !== null && (await blobs.has(diffId, expected));
}
