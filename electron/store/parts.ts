import type { FileBlobStore } from './blobs/blob-store';
import type { GarbageCollector } from './garbage';
import type { IndexDatabase } from './index/index-database';
import type { SqlLayerIndex } from './index/layer-index';
import type { LayoutPublisher } from './layout-publisher';
import type { Leases } from './leases';
import type { StorePaths } from './store';

/** What the store is made of, for the code that works on all of it. */
export interface StoreParts {
  readonly paths: StorePaths;
  readonly database: IndexDatabase;
  readonly leases: Leases;
  readonly blobs: FileBlobStore;
  readonly layers: SqlLayerIndex;
  readonly layout: LayoutPublisher;
  readonly garbage: GarbageCollector;
}
