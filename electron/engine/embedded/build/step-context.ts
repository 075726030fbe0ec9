import type { BuildRequest } from '../../../../shared/model/build';
import type { ImageConfig } from '../../../../shared/model/image';
import type { JobLogInput } from '../../../../shared/model/job';
import type { ImageRegistry } from '../../image-registry';
import type { StepCause } from '../../../../shared/model/step-cause';
import type { Turns } from '../../../base/turns';
import type { Sandbox } from '../../../runtime/sandbox';
import type { Afterwards } from './afterwards';
import type { Store } from '../../../store/store';
import type { WorkerPool } from '../../../worker/pool';
import type { ImportedCache } from './cache/imported-cache';
import type { ContextTree } from './context/context-tree';
import type { BuildInputs } from './context/open-context';
import type { InternalSteps, StepNumbers } from './internal-steps';
import type { BaseImages } from './plan/base-images';
import type { Timestamp } from './files/layer-draft';

/** What the embedded builder works with. */
export interface BuildParts {
  readonly store: Store;
  readonly workers: WorkerPool;
  readonly sandbox: Sandbox;
  readonly registry?: ImageRegistry;
}

/** What all steps of one build share. */
export interface BuildSession extends BuildParts {
  readonly inputs: BuildInputs;
  readonly noCache: boolean;
  readonly network: 'host' | 'none';
  readonly request: StepRequest;
  /** What `--build-context` names stand for: layers and config, ready to be read. */
  readonly namedContexts: ReadonlyMap<string, ImageConfig>;
  /** Time of folders that steps make. */
  readonly now: Timestamp;
  /** SOURCE_DATE_EPOCH, in seconds since 1970. */
  readonly epochSeconds: number | null;
  readonly numbers: StepNumbers;
  readonly steps: InternalSteps;
  readonly images: BaseImages;
  /** Whether there is a RUN: the helper will be needed, unless all comes from the cache. */
  readonly hasRun: boolean;
  readonly afterwards: Afterwards;
  /** For layers that are written in this thread. */
  readonly turns: Turns;
  /** What `--cache-from` brought. */
  readonly importedCache: ImportedCache | null;
  /** Walks the context on the first call. */
  context(signal: AbortSignal): Promise<ContextTree>;
  log(entry: JobLogInput): void;
  /** Keeps a layer from garbage collection while the build runs. */
  hold(diffId: string): void;
}

/** What of the request concerns single steps. */
export type StepRequest = Pick<
  BuildRequest,
  | 'allowSecrets'
  | 'contextName'
  | 'noCacheFilter'
  | 'secrets'
  | 'sshAgents'
  | 'extraHosts'
  | 'shmSizeBytes'
  | 'ulimits'
> & {
  /** From the build arg `BUILDKIT_SANDBOX_HOSTNAME`. */
  readonly hostname?: string;
};

/** Layers of the other stages and images that a step reads, in the order of its sources. */
export interface StepSources {
  readonly parent: ReadonlyArray<string>;
  readonly reads: ReadonlyArray<ReadonlyArray<string>>;
}

/** A layer as a step's result. */
export interface StepLayer {
  readonly diffId: string;
  /** When it was made: earlier, when it comes from the cache. */
  readonly createdAt: string;
  readonly cached: boolean;
  /** Why it was not cached; null when it was or nobody knows. */
  readonly cause: StepCause | null;
}
