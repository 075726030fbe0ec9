import type { CacheRecord } from '../../../../store/store';
import type { BuildSession, StepLayer } from '../step-context';

type Session = Pick<BuildSession, 'store' | 'noCache' | 'hold'>;

/** The layer that the cache has for a key: present, whole, and held from now on; else null. */
export async function findCached(session: Session, key: string): Promise<StepLayer | null> {
  if (session.noCache) return null;
  const record = session.store.cache.get(key);
  if (record?.diffId == null) return null;
  session.hold(record.diffId);
  if (!(await isWhole(session, record.diffId))) return null;
  return { diffId: record.diffId, createdAt: record.createdAt, cached: true, reason: '' };
}

/** Remembers a layer under the keys that lead to it. */
export function putCached(
  session: Session,
  keys: ReadonlyArray<string>,
  layer: { readonly diffId: string; readonly createdBy: string; readonly createdAt: string },
): void {
  for (const key of keys) {
    const record: CacheRecord = { key, ...layer };
    session.store.cache.put(record);
  }
}

/** A blob that was not synced before the power went shows by its size. */
async function isWhole(session: Session, diffId: string): Promise<boolean> {
  const { blobs, layers } = session.store;
  const expected = layers.sizeBytes(diffId);
  if (expected === null || !(await blobs.has(diffId))) return false;
  return (await blobs.size(diffId)) === expected;
}
