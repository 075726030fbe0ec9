import type { WireError } from '../errors';
import type { StepCause } from './step-cause';

export type JobKind =
  | 'import'
  | 'build'
  | 'snapshot'
  | 'draft'
  | 'load'
  | 'save'
  | 'pull'
  | 'push'
  | 'send'
  | 'prune'
  | 'fsck'
  | 'run';
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** How far a job is. `total` is null while it is not known. */
export interface Progress {
  readonly done: number;
  readonly total: number | null;
  readonly unit: 'bytes' | 'steps' | 'files';
  /** What is being done now, in a few words; '' when the job's title says it. */
  readonly label: string;
}

export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  /** What it works on: the file, the container, the folder. */
  readonly subject: string;
  readonly state: JobState;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly progress: Progress | null;
  readonly error: WireError | null;
  /** Image id (import, build, snapshot, load) or a summary; null until done. */
  readonly result: JobResult | null;
  /** The parameters it was started with, as given, without secrets. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface JobResult {
  readonly imageIds: ReadonlyArray<string>;
  readonly names: ReadonlyArray<string>;
  readonly summary: string;
}

/** A line of a job's log, numbered from 0 per job. */
export type JobLogEntry =
  | {
      readonly kind: 'output';
      readonly seq: number;
      readonly at: number;
      readonly step: number | null;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | { readonly kind: 'message'; readonly seq: number; readonly at: number; readonly text: string }
  | { readonly kind: 'step'; readonly seq: number; readonly at: number; readonly step: BuildStep };

/** `omit` that distributes over the union: what a producer hands in; seq and time are the log's. */
export type JobLogInput =
  | {
      readonly kind: 'output';
      readonly step: number | null;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
    }
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'step'; readonly step: BuildStep };

export type BuildStepState = 'waiting' | 'running' | 'cached' | 'done' | 'failed' | 'cancelled';

/** One step of a build as the Build page and `--progress plain` show it. */
export interface BuildStep {
  /** Counts from 1 in the order of the graph. */
  readonly number: number;
  /** Stage name or its index as text; '' for steps outside stages (loading the context). */
  readonly stage: string;
  /** The instruction as written, e.g. `RUN apt-get update`. */
  readonly title: string;
  /** First line of the instruction in the Dockerfile; null for internal steps. */
  readonly line: number | null;
  readonly state: BuildStepState;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Why it could not come from the cache, in English; '' when cached or not known. */
  readonly reason: string;
  /** What a failed step ended with. */
  readonly error?: string;
  /** The same as data; null when cached or not known. */
  readonly cause: StepCause | null;
  /** Numbers of the steps whose layers it needs: the one before it, and those it copies from. */
  readonly inputs: ReadonlyArray<number>;
  /** The digest of its layer once it has one. */
  readonly layer: string | null;
}
