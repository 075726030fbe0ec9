import { pruneEvent } from '../../../../store/container-events';
import { statfs } from 'node:fs/promises';
import type {
  BuildCacheItem,
  BuildCachePruneOptions,
  BuildCachePruneResult,
} from '../../../../../shared/model/build-cache';
import type { WorkContext } from '../../../engine';
import type { BuildParts } from '../step-context';
import { listCacheMounts, removeCacheMount } from './cache-mounts';
import { chooseVictims } from './choose-victims';

type Parts = Pick<BuildParts, 'store' | 'sandbox'>;

/** What builds keep for the next one: layers of steps, and folders of cache mounts. */
export async function listBuildCache({
  store,
}: Pick<Parts, 'store'>): Promise<ReadonlyArray<BuildCacheItem>> {
  const leased = store.leased();
  const layers = store.cache.layers().map((layer): BuildCacheItem => ({
    id: layer.diffId.replace(/^sha256:/, ''),
    kind: 'layer',
    description: layer.createdBy,
    sizeBytes: layer.sizeBytes,
    createdAt: layer.createdAt,
    usedAt: new Date(layer.usedAtMs).toISOString(),
    isShared: layer.isShared,
    isInUse: leased.has(layer.diffId),
  }));
  const mounts = (await listCacheMounts({ store })).map((mount): BuildCacheItem => ({
    id: mount.key,
    kind: 'mount',
    description: `cache mount ${mount.id}`,
    sizeBytes: mount.sizeBytes,
    createdAt: mount.createdAt,
    usedAt: new Date(mount.usedAtMs).toISOString(),
    isShared: false,
    isInUse: mount.isInUse,
  }));
  return [...layers, ...mounts].sort((a, b) => a.usedAt.localeCompare(b.usedAt));
}

/** Removes what the options choose, but nothing that a running build uses. */
export async function pruneBuildCache(
  parts: Parts,
  options: BuildCachePruneOptions,
  work: WorkContext,
): Promise<BuildCachePruneResult> {
  const { store, sandbox } = parts;
  const disk = await statfs(store.paths.root);
  const freeBytes = disk.bavail * disk.bsize;
  const victims = chooseVictims(await listBuildCache(parts), options, freeBytes, Date.now());
  const removed: BuildCacheItem[] = [];
  for (const item of victims) {
    work.signal.throwIfAborted();
    if (item.kind === 'layer') store.cache.removeLayers([`sha256:${item.id}`]);
    else if (!(await removeCacheMount(parts, item.id))) continue;
    removed.push(item);
    work.progress({ done: removed.length, total: victims.length, unit: 'steps', label: '' });
  }
  const garbage = await store.collectGarbage(work.signal);
  await sandbox.evict(garbage.removedUnpacked).catch(() => undefined);
  const mountBytes = removed.reduce(
    (sum, item) => sum + (item.kind === 'mount' ? item.sizeBytes : 0),
    0,
  );
  const freedBytes = garbage.freedBytes + mountBytes;
  store.events.add(pruneEvent('builder', freedBytes));
  return { removed, freedBytes };
}

/** Holds a cache that a build added to to the limit of the settings, least recently used first. */
export async function enforceCacheLimit(parts: Parts): Promise<void> {
  const { store, sandbox } = parts;
  if (!store.cache.hasGrown) return;
  const keepBytes = store.settings.get().cacheLimitBytes;
  if (store.cache.prune({ all: false, keepBytes }) === 0) return;
  const garbage = await store.collectGarbage(new AbortController().signal);
  await sandbox.evict(garbage.removedUnpacked).catch(() => undefined);
}
