import { statfs } from 'node:fs/promises';
import type { DiskUsage } from '../../shared/model/image';
import { unpackedDigests } from './garbage';
import type { IndexDatabase } from './index/index-database';
import type { Leases } from './leases';
import { containerLayers } from './references';
import type { StorePaths } from './store';

interface LayerSizes {
  readonly diff_id: string;
  readonly size_bytes: number;
  readonly content_bytes: number;
}

const neededSql = `
  SELECT diff_id FROM image_layers
    WHERE image_id IN (SELECT image_id FROM tags) OR image_id IN (SELECT image_id FROM containers)
  UNION SELECT diff_id FROM cache_records WHERE diff_id IS NOT NULL
  UNION SELECT json_each.value FROM containers, json_each(containers.diff_ids)`;

/** Bytes the store takes, from the index alone; unpacked copies count with their files' content. */
export async function storeUsage(
  database: IndexDatabase,
  paths: StorePaths,
  leases: Leases,
): Promise<DiskUsage> {
  const layers = database.all<LayerSizes>(
    'SELECT diff_id, size_bytes, content_bytes FROM layers WHERE complete = 1',
  );
  const images = database.get<{ count: number; bytes: number }>(
    'SELECT count(*) AS count, coalesce(sum(length(config) + length(CAST(manifest AS BLOB))), 0) AS bytes FROM images',
  );
  const needed = new Set(database.all<{ diff_id: string }>(neededSql).map((row) => row.diff_id));
  for (const digest of leases.leased()) needed.add(digest);
  const unpacked = new Set(await unpackedDigests(paths));
  const mounted = containerLayers(database);
  let usedBytes = images?.bytes ?? 0;
  let freeableBytes = 0;
  for (const layer of layers) {
    const copyBytes = unpacked.has(layer.diff_id) ? layer.content_bytes : 0;
    usedBytes += layer.size_bytes + copyBytes;
    if (!needed.has(layer.diff_id)) freeableBytes += layer.size_bytes;
    if (!mounted.has(layer.diff_id)) freeableBytes += copyBytes;
  }
  const disk = await statfs(paths.root);
  return {
    usedBytes,
    freeableBytes,
    imageCount: images?.count ?? 0,
    totalBytes: disk.blocks * disk.bsize,
  };
}
