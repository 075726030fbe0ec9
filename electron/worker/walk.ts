import type { WorkerPool } from './pool';
import {
  walkContextInSlices,
  type WalkContextInput,
  type WalkedContext,
} from './tasks/walk-context';

/**
 * Walks a context on a thread that waits for work, else here in slices: starting a thread takes longer
 * than looking at some thousand files. SOURCE_NOT_READABLE, CANCELLED.
 */
export function walk(
  workers: WorkerPool,
  input: WalkContextInput,
  signal: AbortSignal,
): Promise<WalkedContext> {
  return workers.hasIdle
    ? workers.run('walk-context', input, { signal })
    : walkContextInSlices(input, signal);
}
