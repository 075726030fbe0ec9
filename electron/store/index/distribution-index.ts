import type { DistributionIndex, LayerBlob, StoredManifest } from '../store';
import type { IndexDatabase } from './index-database';

/** Manifests kept of one image. */
const keptManifests = 16;
/** Repositories kept of one blob: enough to mount from. */
const keptSources = 16;

interface BlobRow {
  readonly digest: string;
  readonly diff_id: string;
  readonly size_bytes: number;
  readonly compression: LayerBlob['compression'];
  readonly made_here: number;
}

interface ManifestRow {
  readonly digest: string;
  readonly media_type: string;
  readonly content: Buffer;
}

export class SqlDistributionIndex implements DistributionIndex {
  constructor(private readonly database: IndexDatabase) {}

  layerBlobs(diffId: string): ReadonlyArray<LayerBlob> {
    return this.database
      .all<BlobRow>('SELECT * FROM layer_blobs WHERE diff_id = ?', diffId)
      .map((row) => ({
        digest: row.digest,
        diffId: row.diff_id,
        sizeBytes: row.size_bytes,
        compression: row.compression,
        madeHere: row.made_here === 1,
      }));
  }

  putLayerBlob({ digest, diffId, sizeBytes, compression, madeHere }: LayerBlob): void {
    this.database.run(
      `INSERT INTO layer_blobs (digest, diff_id, size_bytes, compression, made_here)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (digest) DO UPDATE SET made_here = max(made_here, excluded.made_here)`,
      digest,
      diffId,
      sizeBytes,
      compression,
      madeHere ? 1 : 0,
    );
  }

  sources(digest: string, registry: string): ReadonlyArray<string> {
    return this.database
      .all<{
        repository: string;
      }>(
        'SELECT repository FROM blob_sources WHERE digest = ? AND registry = ? ORDER BY seen_at DESC LIMIT 4',
        digest,
        registry,
      )
      .map(({ repository }) => repository);
  }

  places(digest: string): ReadonlyArray<{ registry: string; repository: string }> {
    return this.database.all(
      'SELECT registry, repository FROM blob_sources WHERE digest = ? ORDER BY seen_at DESC LIMIT 4',
      digest,
    );
  }

  putSource(digest: string, registry: string, repository: string): void {
    this.database.transaction(() => {
      this.database.run(
        `INSERT INTO blob_sources (digest, registry, repository, seen_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (digest, registry, repository) DO UPDATE SET seen_at = excluded.seen_at`,
        digest,
        registry,
        repository,
        Date.now(),
      );
      this.database.run(
        `DELETE FROM blob_sources WHERE digest = ? AND seen_at <
         (SELECT min(seen_at) FROM (SELECT seen_at FROM blob_sources WHERE digest = ?
          ORDER BY seen_at DESC LIMIT ?))`,
        digest,
        digest,
        keptSources,
      );
    });
  }

  manifests(imageId: string): ReadonlyArray<StoredManifest> {
    return this.database
      .all<ManifestRow>(
        `SELECT digest, media_type, content FROM image_manifests
         WHERE image_id = ? ORDER BY added_at DESC, digest LIMIT ?`,
        imageId,
        keptManifests,
      )
      .map((row) => ({ digest: row.digest, mediaType: row.media_type, content: row.content }));
  }

  putManifest(imageId: string, { digest, mediaType, content }: StoredManifest): void {
    this.database.run(
      `INSERT INTO image_manifests (image_id, digest, media_type, content, added_at)
       VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (image_id, digest) DO UPDATE SET added_at = excluded.added_at`,
      imageId,
      digest,
      mediaType,
      content,
      Date.now(),
    );
  }

  digests(imageId: string): ReadonlyArray<string> {
    return this.database
      .all<{
        repository: string;
        digest: string;
      }>(
        'SELECT repository, digest FROM image_digests WHERE image_id = ? ORDER BY repository, digest',
        imageId,
      )
      .map(({ repository, digest }) => `${repository}@${digest}`);
  }

  putDigest(imageId: string, repository: string, digest: string): void {
    this.database.run(
      'INSERT INTO image_digests (image_id, repository, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      imageId,
      repository,
      digest,
    );
  }

  lists(): ReadonlyArray<string> {
    return this.database
      .all<{ name: string }>('SELECT name FROM manifest_lists ORDER BY name')
      .map(({ name }) => name);
  }

  list(name: string): string | null {
    const row = this.database.get<{ content: string }>(
      'SELECT content FROM manifest_lists WHERE name = ?',
      name,
    );
    return row?.content ?? null;
  }

  putList(name: string, content: string): void {
    this.database.run(
      'INSERT INTO manifest_lists (name, content) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content = excluded.content',
      name,
      content,
    );
  }

  removeList(name: string): boolean {
    return this.database.run('DELETE FROM manifest_lists WHERE name = ?', name).changes > 0;
  }
}
