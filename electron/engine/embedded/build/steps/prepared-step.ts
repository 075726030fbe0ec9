import type { StepFacts } from '../cache/last-build';

/** A step that knows its cache keys; making its layer is the last resort. */
export interface PreparedStep {
  /** The first leads to the layer without reading content; any of them stands for the same layer. */
  readonly keys: ReadonlyArray<string>;
  readonly facts: Omit<StepFacts, 'parent'>;
  /** More keys, found by reading content; after them comes `make`. */
  refine?(signal: AbortSignal): Promise<PreparedStep>;
  /** Removes temporary files; called whatever happens. */
  release?(): Promise<void>;
  make?(signal: AbortSignal): Promise<{ readonly diffId: string; readonly unchanged: boolean }>;
}
