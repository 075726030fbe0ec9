import type { ContainerOptions, ContainerState } from '../../shared/model/container';
import type { DiskUsage, ImageConfig, ImageOrigin, ImageSummary } from '../../shared/model/image';
import type { LayerEntry } from '../../shared/model/layer';
import type { Volume } from '../../shared/model/volume';
import type { Disposable } from '../base/disposable';
import type {
  BuildParametersIndex,
  EventIndex,
  ExclusionIndex,
  FileDigest,
  FileStatKey,
  FsckOptions,
  FsckReport,
  GarbageResult,
  JobIndex,
  SecretIndex,
  SettingsIndex,
  SnapshotIndex,
} from './store-records';

export type * from './store-records';

/**
 * The local image store. Its root is an OCI image layout (image-spec v1.1 "image-layout.md"); all
 * that the layout does not know lies in the root's `darkroom/` folder:
 *
 *   oci-layout, index.json, blobs/sha256/<hex>
 *   darkroom/index.db            SQLite index (WAL)
 *   darkroom/tmp/                staging, swept when its owner is gone
 *   darkroom/unpacked/<hex>/     layers unpacked for running, by diffID; made and removed by the helper
 *   darkroom/containers/<id>/    a container's writable folders, bundle and log
 *   darkroom/volumes/<name>/     data of volumes, in `_data`
 *   darkroom/jobs/<id>.jsonl     job logs
 *
 * Any number of processes use one store at once.
 */
export interface Store extends Disposable {
  readonly paths: StorePaths;
  readonly blobs: BlobStore;
  readonly images: ImageIndex;
  readonly layers: LayerIndex;
  readonly distribution: DistributionIndex;
  readonly cache: BuildCacheIndex;
  readonly containers: ContainerIndex;
  readonly volumes: VolumeIndex;
  readonly jobs: JobIndex;
  readonly settings: SettingsIndex;
  readonly buildParameters: BuildParametersIndex;
  readonly exclusions: ExclusionIndex;
  readonly secrets: SecretIndex;
  readonly snapshots: SnapshotIndex;
  readonly events: EventIndex;
  /** Keeps digests from garbage collection until disposed of, or until this process is gone. */
  lease(digests: ReadonlyArray<string>): Lease;
  /** Digests, and names that are no digests, which living processes hold with leases. */
  leased(): ReadonlySet<string>;
  /**
   * Takes a name for this process alone, until disposed of or until the process is gone; null while
   * another holder is alive. For things that only one may use at a time.
   */
  tryLock(name: string): Disposable | null;
  collectGarbage(signal: AbortSignal): Promise<GarbageResult>;
  fsck(options: FsckOptions): Promise<FsckReport>;
  usage(): Promise<DiskUsage>;
  /** Fires when any process committed to the index (file watch, not polling). */
  onDidChange(listener: () => void): Disposable;
}

export interface StorePaths {
  readonly root: string;
  readonly blobs: string;
  readonly state: string;
  readonly tmp: string;
  readonly unpacked: string;
  readonly containers: string;
  readonly volumes: string;
  readonly jobs: string;
  blob(digest: string): string;
  unpackedLayer(diffId: string): string;
  container(id: string): string;
  volume(name: string): string;
  /** The folder that is mounted. */
  volumeData(name: string): string;
}

export interface BlobStore {
  has(digest: string, sizeBytes?: number): Promise<boolean>;
  /** Size in bytes; BLOB_NOT_FOUND. */
  size(digest: string): Promise<number>;
  /** Small blobs (manifests, configs) only. Verified against the digest. */
  read(digest: string): Promise<Buffer>;
  /** Atomic and idempotent: temporary file, fsync, rename. Returns the digest. */
  write(content: Uint8Array): Promise<string>;
  /**
   * A temporary file beside the blobs for a writer elsewhere (worker, helper) to fill; then `commit`
   * with the digest it computed (it renames; an existing blob wins), or `discard`.
   */
  stage(): Promise<StagedBlob>;
}

export interface StagedBlob {
  readonly path: string;
  commit(
    digest: string,
    sizeBytes: number,
    options?: { readonly durable?: boolean },
  ): Promise<void>;
  /** Harmless after commit. */
  discard(): Promise<void>;
}

export interface Lease extends Disposable {
  add(digest: string): void;
}

export interface LayerIndex {
  /** Records a layer whose blob is in place. Idempotent. Entries in tar order. */
  put(diffId: string, sizeBytes: number, entries: Iterable<LayerEntry>): Promise<void>;
  has(diffId: string): boolean;
  sizeBytes(diffId: string): number | null;
  entries(diffId: string): IterableIterator<LayerEntry>;
  entry(diffId: string, path: string): LayerEntry | null;
  /** Direct children of a folder in one layer (implied parents included). */
  children(diffId: string, path: string): ReadonlyArray<LayerEntry>;
  /** Whether a folder hides all that lower layers have in it. */
  isOpaque(diffId: string, path: string): boolean;
  /** Bytes of content below each child folder that is not empty, by the child's path. */
  folderSizes(diffId: string, path: string): ReadonlyMap<string, number>;
}

export interface ImageRecord {
  readonly summary: ImageSummary;
  readonly config: ImageConfig;
}

export interface NewImage {
  readonly config: ImageConfig;
  readonly origin: ImageOrigin;
  readonly originDetail: string;
  /** Manifest annotations. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The config's exact bytes when the image came from elsewhere, so that its id stays the same. */
  readonly configBytes?: Uint8Array;
}

export interface ImageIndex {
  list(): ReadonlyArray<ImageSummary>;
  /** By name, id or unambiguous id prefix. IMAGE_NOT_FOUND, AMBIGUOUS_ID. */
  find(name: string): ImageRecord;
  tryFind(name: string): ImageRecord | null;
  /** Writes config and manifest blobs, the index row, `index.json` and the names, as one step. */
  add(image: NewImage, names: ReadonlyArray<string>): Promise<ImageRecord>;
  /** Moves the name from where it was. */
  tag(imageId: string, name: string): Promise<void>;
  untag(name: string): Promise<void>;
  /** The record and all its names; blobs go with the next garbage collection. */
  remove(imageId: string): Promise<void>;
  /** The same for many at once; ids that are gone already are passed over. */
  removeMany(imageIds: ReadonlyArray<string>): Promise<void>;
  manifest(imageId: string): { readonly digest: string; readonly sizeBytes: number };
}

/** A compressed form of a layer. */
export interface LayerBlob {
  readonly digest: string;
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly compression: 'none' | 'gzip' | 'zstd';
  /** True when compressing the layer here gives these bytes again. */
  readonly madeHere: boolean;
}

export interface StoredManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/**
 * What is known of registries: how layers are called there, where blobs were seen, under which
 * manifests images came. All of it only saves work or keeps digests; none is needed to use images.
 */
export interface DistributionIndex {
  layerBlobs(diffId: string): ReadonlyArray<LayerBlob>;
  putLayerBlob(blob: LayerBlob): void;
  /** Repositories of a registry in which a blob was seen, latest first. */
  sources(digest: string, registry: string): ReadonlyArray<string>;
  /** Registries in which a blob was seen, latest first, with a repository of each. */
  places(digest: string): ReadonlyArray<{ readonly registry: string; readonly repository: string }>;
  putSource(digest: string, registry: string, repository: string): void;
  /** The manifests an image was pulled under, latest first. */
  manifests(imageId: string): ReadonlyArray<StoredManifest>;
  putManifest(imageId: string, manifest: StoredManifest): void;
  /** `repository@digest` in familiar form. */
  digests(imageId: string): ReadonlyArray<string>;
  putDigest(imageId: string, repository: string, digest: string): void;
  /** Drafts of indexes by name: JSON texts. */
  lists(): ReadonlyArray<string>;
  list(name: string): string | null;
  putList(name: string, content: string): void;
  removeList(name: string): boolean;
}

/** Content-addressed results of build steps. */
export interface BuildCacheIndex {
  /** Whether this process added a record since it pruned last. */
  readonly hasGrown: boolean;
  get(key: string): CacheRecord | null;
  /** To be called when a build has ended: `prune` goes by when records were used. */
  noteUses(): void;
  /** All at once. */
  put(...records: ReadonlyArray<CacheRecord>): void;
  /** Longest unused first. */
  layers(): ReadonlyArray<CachedLayer>;
  /** All records of a layer: whatever key led to it. */
  records(diffId: string): ReadonlyArray<CacheRecord>;
  /** Forgets layers; they go with the next garbage collection, if nothing else holds them. */
  removeLayers(diffIds: ReadonlyArray<string>): void;
  /**
   * Removes records; all, or until at most `keepBytes` are held by the cache alone. What a living process
   * leases stays.
   */
  prune(options: { readonly all: boolean; readonly keepBytes: number }): number;
  /** Cached digest of a context file whose stat has not changed. */
  fileDigest(path: string, stat: FileStatKey): string | null;
  putFileDigests(rows: ReadonlyArray<FileDigest>): void;
}

export interface CachedLayer {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly createdBy: string;
  readonly createdAt: string;
  /** Milliseconds since 1970. */
  readonly usedAtMs: number;
  /** An image holds it too: forgetting it frees nothing. */
  readonly isShared: boolean;
}

export interface CacheRecord {
  readonly key: string;
  /** Layer the step made, null when it made none. */
  readonly diffId: string | null;
  readonly createdBy: string;
  readonly createdAt: string;
}

export interface ContainerRecord {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  readonly imageName: string;
  readonly options: ContainerOptions;
  readonly state: ContainerState;
  readonly pid: number | null;
  /** Start time of `pid` in clock ticks (/proc/PID/stat field 22): tells it from a reused pid. */
  readonly pidStartTicks: number | null;
  readonly exitCode: number | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: string;
}

export interface ContainerIndex {
  list(): ReadonlyArray<ContainerRecord>;
  /** By name, id or unambiguous id prefix. CONTAINER_NOT_FOUND, AMBIGUOUS_ID. */
  find(name: string): ContainerRecord;
  /** CONTAINER_NAME_IN_USE. */
  insert(record: ContainerRecord): void;
  /** The container and all its volumes, those that are missing among them, in one step. */
  insertWith(record: ContainerRecord, volumes: ReadonlyArray<VolumeRecord>): void;
  update(id: string, change: Partial<Omit<ContainerRecord, 'id'>>): void;
  remove(id: string): void;
}

export type VolumeRecord = Omit<Volume, 'mountpoint'>;

export interface VolumeIndex {
  /** By name. */
  list(): ReadonlyArray<Volume>;
  /** VOLUME_NOT_FOUND. */
  find(name: string): Volume;
  tryFind(name: string): Volume | null;
  /** One of that name stays as it is. */
  insert(volume: VolumeRecord): void;
  /** Ids of the containers that mount it. */
  usedBy(name: string): ReadonlyArray<string>;
  /** Names of the volumes that a container mounts. */
  usedIn(containerId: string): ReadonlyArray<string>;
  /** Removes the row unless a container uses the volume: false. Its folder is the caller's to remove. */
  removeUnused(name: string): boolean;
}
