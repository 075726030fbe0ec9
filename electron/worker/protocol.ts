import type { WireError } from '../../shared/errors';
import type { TaskName } from './tasks';

/** What the pool sends to a thread. `cancel` is 4 bytes of shared memory, not 0 once cancelled. */
export interface TaskRequest {
  readonly name: TaskName;
  readonly input: unknown;
  readonly cancel: SharedArrayBuffer;
}

/** What a thread answers. */
export type TaskMessage =
  | { readonly kind: 'progress'; readonly value: unknown }
  | { readonly kind: 'done'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly error: WireError };

/** What a task gets besides its input. */
export interface TaskContext {
  progress(value: unknown): void;
  /** Throws CANCELLED once the caller has cancelled; called between chunks. */
  throwIfCancelled(): void;
}

/** What tasks that only read and write need of their context. */
export type CancelContext = Pick<TaskContext, 'throwIfCancelled'>;
