import type { Registries } from '../../../registry/registries';
import type { Store } from '../../../store/store';
import type { WorkerPool } from '../../../worker/pool';

export interface TransferParts {
  readonly store: Store;
  readonly workers: WorkerPool;
  readonly registries: Registries;
}
