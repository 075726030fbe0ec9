import { rm, stat } from 'node:fs/promises';
import { toWire } from '../../../shared/errors';
import type { StoreParts } from '../parts';
import { readLayerEntries } from './reindex';

/** Makes a layer's rows again from its blob, whose digest is right; what is no tar at all goes. */
export async function repairLayerRows(
  parts: StoreParts,
  diffId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const path = parts.paths.blob(diffId);
  const lease = parts.leases.lease([diffId]);
  try {
    const entries = await readLayerEntries(path, signal);
    const layerId = parts.database.transaction(() => parts.layers.hide(diffId));
    if (layerId !== null) await parts.layers.deleteRows(layerId);
    await parts.layers.put(diffId, (await stat(path)).size, entries);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (toWire(error).code.startsWith('ARCHIVE_')) return await repairDigest(parts, diffId);
    throw error;
  } finally {
    lease.dispose();
  }
}

/**
 * Makes the store whole again around a missing or damaged blob. A manifest or config is written anew
 * from the index. A layer cannot be: the images and cache records that need it are removed (their
 * names with them) and its rows too. False when containers stand on the layer: those keep their
 * image, so that their own files can still be saved.
 */
export async function repairDigest(parts: StoreParts, digest: string): Promise<boolean> {
  const content = documentContent(parts, digest);
  if (content !== null) {
    await rm(parts.paths.blob(digest), { force: true });
    await parts.blobs.write(content);
    return true;
  }
  if (isUsedByContainer(parts, digest)) return false;
  const layerId = parts.database.transaction(() => {
    const removed = parts.database.run(
      'DELETE FROM images WHERE image_id IN (SELECT image_id FROM image_layers WHERE diff_id = ?)',
      digest,
    );
    parts.database.run('DELETE FROM cache_records WHERE diff_id = ?', digest);
    if (removed.changes > 0) {
      parts.database.bump('images');
      parts.database.bump('layout');
    }
    return parts.layers.hide(digest);
  });
  await rm(parts.paths.blob(digest), { force: true });
  if (layerId !== null) await parts.layers.deleteRows(layerId);
  await parts.layout.publish();
  return true;
}

function documentContent(parts: StoreParts, digest: string): Uint8Array | null {
  const config = parts.database.get<{ config: Buffer }>(
    'SELECT config FROM images WHERE image_id = ?',
    digest,
  );
  if (config !== undefined) return config.config;
  const manifest = parts.database.get<{ manifest: string }>(
    'SELECT manifest FROM images WHERE manifest_digest = ?',
    digest,
  );
  return manifest === undefined ? null : Buffer.from(manifest.manifest);
}

function isUsedByContainer(parts: StoreParts, diffId: string): boolean {
  return (
    parts.database.get(
      'SELECT 1 FROM containers, json_each(containers.diff_ids) WHERE json_each.value = ? LIMIT 1',
      diffId,
    ) !== undefined
  );
}
