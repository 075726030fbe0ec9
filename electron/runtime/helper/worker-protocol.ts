import type { WireError } from '../../../shared/errors';
import type { RangeToHash } from './digest-beside';
import type { WorkerResults, WorkerTask } from './worker-tasks';

/** `workerData` of a thread that a WorkerPool started. */
export const workerMark = 'darkroom-helper-worker';

export interface ToWorker {
  readonly task: WorkerTask;
  readonly cancelFlag: SharedArrayBuffer;
}

export type FromWorker =
  /** Another thread may do this meanwhile. */
  | { readonly kind: 'beside'; readonly range: RangeToHash }
  | { readonly kind: 'bytes'; readonly done: number; readonly total: number | null }
  | { readonly kind: 'done'; readonly result: WorkerResults[WorkerTask['kind']] }
  | { readonly kind: 'failed'; readonly error: WireError };
