import type { Store } from '../../../store/store';
import type { WorkerPool } from '../../../worker/pool';

export interface ArchiveDeps {
  readonly store: Store;
  readonly workers: WorkerPool;
}
