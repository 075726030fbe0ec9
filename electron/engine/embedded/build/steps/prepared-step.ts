import type { StepFacts } from '../cache/last-build';

/** A layer just made. */
export interface MadeLayer {
  readonly diffId: string;
  /** False when what it was made from changed meanwhile: then it is nothing to remember. */
  readonly unchanged: boolean;
  /** Finds what only became known by making it. */
  late?(): Promise<LateFacts>;
}

export interface LateFacts {
  readonly keys: ReadonlyArray<string>;
  readonly facts: Omit<StepFacts, 'parent'>;
}

/** A step that knows its cache keys; making its layer is the last resort. */
export interface PreparedStep {
  /** Any of them stands for the layer; those that need no reading come first. */
  readonly keys: ReadonlyArray<string>;
  readonly facts: Omit<StepFacts, 'parent'>;
  /** More keys, found by reading content; after them comes `make`. */
  refine?(signal: AbortSignal): Promise<PreparedStep>;
  make?(signal: AbortSignal): Promise<MadeLayer>;
  /** Removes temporary files; called whatever happens. */
  release?(): Promise<void>;
}
