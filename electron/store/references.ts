import { readFile } from 'node:fs/promises';
import { parseImageIndex } from '../oci/image-index';
import type { Descriptor } from '../oci/descriptor';
import { parseManifest } from '../oci/manifest';
import { isIndexType, isManifestType } from '../oci/media-types';
import type { IndexDatabase } from './index/index-database';
import type { Leases } from './leases';
import type { StorePaths } from './store';

const referencedSql = `
  SELECT image_id AS digest FROM images
  UNION SELECT manifest_digest FROM images
  UNION SELECT diff_id FROM image_layers
  UNION SELECT diff_id FROM cache_records WHERE diff_id IS NOT NULL
  UNION SELECT json_each.value FROM containers, json_each(containers.diff_ids)`;

/** All digests that images, containers, cache records and living processes hold. */
export function liveDigests(database: IndexDatabase, leases: Leases): Set<string> {
  const live = new Set(leases.leased());
  for (const row of database.all<{ digest: string }>(referencedSql)) live.add(row.digest);
  return live;
}

const holderSql = `
  SELECT 1 FROM images WHERE image_id = ?
  UNION ALL SELECT 1 FROM images WHERE manifest_digest = ?
  UNION ALL SELECT 1 FROM image_layers WHERE diff_id = ?
  UNION ALL SELECT 1 FROM cache_records WHERE diff_id = ?
  LIMIT 1`;

/** As `liveDigests`, for a few digests of very many: each question is a few look-ups. */
export function liveTest(database: IndexDatabase, leases: Leases): (digest: string) => boolean {
  const leased = leases.leased();
  const mounted = containerLayers(database);
  return (digest) =>
    leased.has(digest) ||
    mounted.has(digest) ||
    database.get(holderSql, digest, digest, digest, digest) !== undefined;
}

/** Layers that containers stand on. */
export function containerLayers(database: IndexDatabase): Set<string> {
  const rows = database.all<{ digest: string }>(
    'SELECT DISTINCT json_each.value AS digest FROM containers, json_each(containers.diff_ids)',
  );
  return new Set(rows.map((row) => row.digest));
}

/** What entries of other tools in index.json need; a blob that cannot be read adds nothing. */
export async function reachableDigests(
  paths: StorePaths,
  descriptors: ReadonlyArray<Descriptor>,
): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = async (descriptor: Descriptor): Promise<void> => {
    if (found.has(descriptor.digest)) return;
    found.add(descriptor.digest);
    const content = await readFile(paths.blob(descriptor.digest)).catch(() => null);
    if (content === null) return;
    try {
      if (isIndexType(descriptor.mediaType)) {
        for (const child of parseImageIndex(content).manifests) await visit(child);
      } else if (isManifestType(descriptor.mediaType)) {
        const manifest = parseManifest(content);
        for (const part of [manifest.config, ...manifest.layers]) found.add(part.digest);
      }
    } catch {
      // Not readable as what it says it is: fsck reports it, nothing more hangs on it.
    }
  };
  for (const descriptor of descriptors) await visit(descriptor);
  return found;
}
