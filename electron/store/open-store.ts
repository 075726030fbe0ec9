import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DiskUsage } from '../../shared/model/image';
import type { Disposable } from '../base/disposable';
import { encodeImageIndex, layoutFile } from '../oci/image-index';
import { FileBlobStore } from './blobs/blob-store';
import { ChangeWatcher } from './change-watcher';
import { checkStore } from './fsck/fsck';
import { GarbageCollector } from './garbage';
import { SqlBuildParametersIndex } from './index/build-parameters-index';
import { SqlBuildCacheIndex } from './index/cache-index';
import { SqlContainerIndex } from './index/container-index';
import { SqlEventIndex } from './index/event-index';
import { SqlDistributionIndex } from './index/distribution-index';
import { SqlImageIndex } from './index/image-index';
import { IndexDatabase } from './index/index-database';
import { SqlJobIndex } from './index/job-index';
import { SqlLayerIndex } from './index/layer-index';
import { SqlExclusionIndex } from './index/exclusion-index';
import { SqlSecretIndex } from './index/secret-index';
import { SqlSettingsIndex } from './index/settings-index';
import { SqlVolumeIndex } from './index/volume-index';
import { SqlSnapshotIndex } from './index/snapshot-index';
import { LayoutPublisher } from './layout-publisher';
import { Leases } from './leases';
import { databasePath, layoutFilePath, layoutIndexPath, storePaths } from './paths';
import type { StoreParts } from './parts';
import type { FsckOptions, FsckReport, GarbageResult, Lease, Store, StorePaths } from './store';
import { sweepInterrupted } from './sweep';
import { storeUsage } from './usage';

/**
 * Opens the store at `root`, making it when it is not there, and clears away what interrupted
 * processes left. STORE_TOO_NEW, STORE_CORRUPT, PERMISSION_DENIED.
 */
export async function openStore(root: string): Promise<Store> {
  const paths = storePaths(resolve(root));
  await makeFolders(paths);
  const store = new LocalStore(paths, IndexDatabase.open(databasePath(paths)));
  try {
    await store.sweep();
  } catch (error) {
    store.dispose();
    throw error;
  }
  return store;
}

async function makeFolders(paths: StorePaths): Promise<void> {
  // The index is made last: where it is, everything is.
  if (existsSync(databasePath(paths))) return;
  for (const folder of [paths.blobs, paths.tmp, paths.unpacked, paths.containers, paths.jobs]) {
    await mkdir(folder, { recursive: true });
  }
  await writeNew(layoutIndexPath(paths), encodeImageIndex([]));
  await writeNew(layoutFilePath(paths), Buffer.from(layoutFile));
}

async function writeNew(path: string, content: Buffer): Promise<void> {
  await writeFile(path, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

class LocalStore implements Store {
  readonly blobs: FileBlobStore;
  readonly images: SqlImageIndex;
  readonly layers: SqlLayerIndex;
  readonly distribution: SqlDistributionIndex;
  readonly cache: SqlBuildCacheIndex;
  readonly containers: SqlContainerIndex;
  readonly volumes: SqlVolumeIndex;
  readonly jobs: SqlJobIndex;
  readonly settings: SqlSettingsIndex;
  readonly buildParameters: SqlBuildParametersIndex;
  readonly exclusions: SqlExclusionIndex;
  readonly secrets: SqlSecretIndex;
  readonly snapshots: SqlSnapshotIndex;
  readonly events: SqlEventIndex;
  private readonly parts: StoreParts;
  private readonly watcher: ChangeWatcher;
  private readonly eventWatcher: ChangeWatcher;
  private isDisposed = false;

  constructor(
    readonly paths: StorePaths,
    private readonly database: IndexDatabase,
  ) {
    const leases = new Leases(database);
    const hold = (digest: string): void => leases.hold(digest);
    const layout = new LayoutPublisher(database, paths);
    this.blobs = new FileBlobStore(paths, hold);
    this.layers = new SqlLayerIndex(database, paths, hold);
    this.eventWatcher = new ChangeWatcher(database, paths, ['events']);
    this.events = new SqlEventIndex(database, this.eventWatcher);
    const { events } = this;
    this.images = new SqlImageIndex(database, this.blobs, this.layers, leases, layout, events);
    this.distribution = new SqlDistributionIndex(database);
    this.cache = new SqlBuildCacheIndex(database, leases);
    this.volumes = new SqlVolumeIndex(database, paths, events);
    this.containers = new SqlContainerIndex(database, this.volumes, events);
    this.jobs = new SqlJobIndex(database);
    this.settings = new SqlSettingsIndex(database);
    this.buildParameters = new SqlBuildParametersIndex(database);
    this.exclusions = new SqlExclusionIndex(database);
    this.secrets = new SqlSecretIndex(database);
    this.snapshots = new SqlSnapshotIndex(database);
    const garbage = new GarbageCollector(database, paths, leases, this.layers, layout);
    const { blobs, layers } = this;
    this.parts = { paths, database, leases, blobs, layers, layout, garbage };
    this.watcher = new ChangeWatcher(database, paths);
  }

  sweep(): Promise<void> {
    return sweepInterrupted(this.parts);
  }

  lease(digests: ReadonlyArray<string>): Lease {
    return this.parts.leases.lease(digests);
  }

  leased(): ReadonlySet<string> {
    return this.parts.leases.leased();
  }

  tryLock(name: string): Disposable | null {
    return this.parts.leases.tryLock(name);
  }

  collectGarbage(signal: AbortSignal): Promise<GarbageResult> {
    return this.parts.garbage.collect(signal);
  }

  fsck(options: FsckOptions): Promise<FsckReport> {
    return checkStore(this.parts, options);
  }

  usage(): Promise<DiskUsage> {
    return storeUsage(this.database, this.paths, this.parts.leases);
  }

  onDidChange(listener: () => void): Disposable {
    return this.watcher.onDidChange(listener);
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.watcher.dispose();
    this.eventWatcher.dispose();
    this.cache.close();
    this.parts.leases.close();
    this.database.close();
  }
}
