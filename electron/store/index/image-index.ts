import type { ImageSummary } from '../../../shared/model/image';
import type { LayerSummary } from '../../../shared/model/layer';
import { encodeConfig, layerHistory, parseConfig } from '../../oci/config';
import { describe, type Descriptor } from '../../oci/descriptor';
import { digestOf } from '../../oci/digest';
import { encodeManifest, layerDescriptor } from '../../oci/manifest';
import { mediaTypes } from '../../oci/media-types';
import { familiarRepository, parseReference } from '../../oci/reference';
import { blobNotFound } from '../blobs/blob-store';
import { forEachSliced } from '../slices';
import type { LayoutPublisher } from '../layout-publisher';
import type { Leases } from '../leases';
import type { BlobStore, EventIndex, ImageIndex, ImageRecord, NewImage } from '../store';
import { imageNotFound, lookUpImage, tagName } from './image-lookup';
import type { IndexDatabase } from './index-database';
import type { SqlLayerIndex } from './layer-index';

const imagesPerSlice = 500;

/** What of a summary never changes while the image exists: all but its names. */
type FixedSummary = Omit<ImageSummary, 'names'>;

interface ImageRow {
  readonly image_id: string;
  readonly manifest_digest: string;
  readonly manifest: string;
  readonly config: Buffer;
  readonly summary: string;
}

export class SqlImageIndex implements ImageIndex {
  private readonly summaries = new Map<string, FixedSummary>();

  constructor(
    private readonly database: IndexDatabase,
    private readonly blobs: BlobStore,
    private readonly layers: SqlLayerIndex,
    private readonly leases: Leases,
    private readonly layout: LayoutPublisher,
    private readonly events: EventIndex,
  ) {}

  /** Newest first. */
  list(): ReadonlyArray<ImageSummary> {
    const names = new Map<string, string[]>();
    const tags = this.database.all<{ name: string; image_id: string }>(
      'SELECT name, image_id FROM tags ORDER BY name',
    );
    for (const { name, image_id } of tags) {
      const known = names.get(image_id);
      if (known === undefined) names.set(image_id, [name]);
      else known.push(name);
    }
    const order = 'ORDER BY created_at DESC, added_seq DESC';
    const ids = this.database.all<{ image_id: string }>(`SELECT image_id FROM images ${order}`);
    if (ids.some((row) => !this.summaries.has(row.image_id))) this.readSummaries();
    return ids.flatMap(({ image_id: id }) => {
      const fixed = this.summaries.get(id);
      return fixed === undefined ? [] : [{ ...fixed, names: names.get(id) ?? [] }];
    });
  }

  find(name: string): ImageRecord {
    const found = this.tryFind(name);
    if (found === null) throw imageNotFound(name);
    return found;
  }

  tryFind(name: string): ImageRecord | null {
    const id = lookUpImage(this.database, name);
    return id === null ? null : this.record(id);
  }

  async add(image: NewImage, names: ReadonlyArray<string>): Promise<ImageRecord> {
    const familiar = names.map(tagName);
    const config =
      image.configBytes === undefined ? encodeConfig(image.config) : Buffer.from(image.configBytes);
    const id = digestOf(config);
    const diffIds = image.config.rootfs.diff_ids;
    const held = this.leases.lease([id, ...diffIds]);
    try {
      const manifest = encodeManifest(
        describe(mediaTypes.config, config),
        this.layerDescriptors(diffIds),
        image.annotations,
      );
      const [manifestDigest] = await Promise.all([
        this.blobs.write(manifest),
        this.blobs.write(config),
      ]);
      this.database.transaction(() => {
        const isNew = !this.exists(id);
        if (isNew) this.insert(id, manifestDigest, manifest, config, image);
        const moved = familiar.filter((name) => this.putTag(id, name, image.origin));
        this.tellOrigin(id, image);
        this.leases.releaseHeld([id, manifestDigest, ...diffIds]);
        if (isNew || moved.length > 0) this.changed();
      });
    } finally {
      held.dispose();
    }
    await this.layout.publish();
    return this.record(id) ?? this.find(id);
  }

  async tag(imageId: string, name: string): Promise<void> {
    const familiar = tagName(name);
    this.database.transaction(() => {
      if (!this.exists(imageId)) throw imageNotFound(imageId);
      this.putTag(imageId, familiar);
      this.changed();
    });
    await this.layout.publish();
  }

  async untag(name: string): Promise<void> {
    const familiar = tagName(name);
    this.database.transaction(() => {
      const sql = 'DELETE FROM tags WHERE name = ? RETURNING image_id';
      const row = this.database.get<{ image_id: string }>(sql, familiar);
      if (row === undefined) throw imageNotFound(name);
      this.tell('untag', row.image_id);
      this.changed();
    });
    await this.layout.publish();
  }

  async remove(imageId: string): Promise<void> {
    if (!this.exists(imageId)) throw imageNotFound(imageId);
    await this.removeMany([imageId]);
  }

  async removeMany(imageIds: ReadonlyArray<string>): Promise<void> {
    const inSlice = (run: () => void): void =>
      this.database.transaction(() => {
        run();
        this.changed();
      });
    await forEachSliced(imageIds, imagesPerSlice, inSlice, (id) => {
      if (!this.exists(id)) return;
      const tags = 'SELECT name FROM tags WHERE image_id = ?';
      for (const _ of this.database.all(tags, id)) this.tell('untag', id);
      this.tell('delete', id);
      this.database.run('DELETE FROM images WHERE image_id = ?', id);
      this.summaries.delete(id);
    });
    await this.layout.publish();
  }

  manifest(imageId: string): { readonly digest: string; readonly sizeBytes: number } {
    const row = this.database.get<{ digest: string; bytes: number }>(
      'SELECT manifest_digest AS digest, length(CAST(manifest AS BLOB)) AS bytes FROM images WHERE image_id = ?',
      imageId,
    );
    if (row === undefined) throw imageNotFound(imageId);
    return { digest: row.digest, sizeBytes: row.bytes };
  }

  private record(id: string): ImageRecord | null {
    const row = this.database.get<ImageRow>('SELECT * FROM images WHERE image_id = ?', id);
    if (row === undefined) return null;
    const names = this.database.all<{ name: string }>(
      'SELECT name FROM tags WHERE image_id = ? ORDER BY name',
      id,
    );
    return {
      summary: {
        ...(JSON.parse(row.summary) as FixedSummary),
        names: names.map((tag) => tag.name),
      },
      config: parseConfig(row.config),
    };
  }

  /** Reads all that are not known yet; known ones cannot have changed. */
  private readSummaries(): void {
    const rows = this.database.all<{ image_id: string; summary: string }>(
      'SELECT image_id, summary FROM images',
    );
    for (const { image_id: id, summary } of rows) {
      if (!this.summaries.has(id)) this.summaries.set(id, JSON.parse(summary) as FixedSummary);
    }
  }

  private exists(id: string): boolean {
    return this.database.get('SELECT 1 FROM images WHERE image_id = ?', id) !== undefined;
  }

  private layerDescriptors(diffIds: ReadonlyArray<string>): ReadonlyArray<Descriptor> {
    return diffIds.map((diffId) => {
      const sizeBytes = this.layers.sizeBytes(diffId);
      if (sizeBytes === null) throw blobNotFound(diffId);
      return layerDescriptor(diffId, sizeBytes);
    });
  }

  private insert(
    id: string,
    manifestDigest: string,
    manifest: Buffer,
    config: Buffer,
    image: NewImage,
  ): void {
    const summary = this.summarize(id, manifestDigest, image);
    this.database.run(
      `INSERT INTO images (image_id, manifest_digest, manifest, config, summary, architecture, os, created_at, added_seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(added_seq), 0) + 1 FROM images))`,
      id,
      manifestDigest,
      manifest.toString('utf8'),
      config,
      JSON.stringify(summary),
      summary.architecture,
      summary.os,
      summary.createdAt,
    );
    image.config.rootfs.diff_ids.forEach((diffId, position) => {
      this.database.run(
        'INSERT INTO image_layers (image_id, position, diff_id) VALUES (?, ?, ?)',
        id,
        position,
        diffId,
      );
    });
  }

  private summarize(id: string, manifestDigest: string, image: NewImage): FixedSummary {
    const { config } = image;
    const history = layerHistory(config);
    const layers = config.rootfs.diff_ids.map((diffId, position): LayerSummary => {
      const sizeBytes = this.layers.sizeBytes(diffId);
      const counts = this.layers.counts(diffId);
      if (sizeBytes === null || counts === null) throw blobNotFound(diffId);
      const made = history[position];
      return { diffId, sizeBytes, ...counts, command: made?.created_by || made?.comment || '' };
    });
    return {
      id,
      manifestDigest,
      createdAt: config.created ?? new Date().toISOString(),
      sizeBytes: layers.reduce((sum, layer) => sum + layer.sizeBytes, 0),
      architecture: config.architecture,
      os: config.os,
      origin: image.origin,
      originDetail: image.originDetail,
      layers,
      labels: config.config.Labels ?? {},
    };
  }

  /** False when the image had the name already. A pull tells of itself only. */
  private putTag(imageId: string, name: string, origin = ''): boolean {
    const { changes } = this.database.run(
      `INSERT INTO tags (name, image_id) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET image_id = excluded.image_id WHERE image_id <> excluded.image_id`,
      name,
      imageId,
    );
    if (changes > 0 && origin !== 'pull') this.tell('tag', imageId, name);
    return changes > 0;
  }

  /** How it came; what a build or a snapshot made tells of itself by its names. */
  private tellOrigin(id: string, { origin, originDetail }: NewImage): void {
    if (origin === 'import' || origin === 'load') this.tell(origin, id);
    if (origin === 'pull') {
      this.tell(origin, originDetail, familiarRepository(parseReference(originDetail)), id);
    }
  }

  /** With the image's labels; Docker names it by its id, but for what gave it a name. */
  private tell(action: string, id: string, name = id, image = id): void {
    const row = this.database.get<{ labels: string | null }>(
      "SELECT json_extract(summary, '$.labels') AS labels FROM images WHERE image_id = ?",
      image,
    );
    const labels = JSON.parse(row?.labels ?? '{}') as Readonly<Record<string, string>>;
    this.events.add({ type: 'image', action, id, attributes: { ...labels, name } });
  }

  private changed(): void {
    this.database.bump('images');
    this.database.bump('layout');
  }
}
