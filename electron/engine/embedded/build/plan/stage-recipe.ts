import type { SourceRange } from '../../../../../shared/errors';
import type { ImageConfig } from '../../../../../shared/model/image';
import type {
  AddInstruction,
  CopyInstruction,
  FileSource,
  RunCommand,
  RunInstruction,
} from '../../../../dockerfile/dockerfile';

/** What a stage will do: the steps that make layers, and the image config once they are done. */
export interface StageRecipe {
  readonly index: number;
  /** As lists show it: the stage's name, or `stage-1`. */
  readonly title: string;
  readonly base: FileSource;
  /** Layers of a base image, bottom first; empty for scratch and for a stage. */
  readonly baseDiffIds: ReadonlyArray<string>;
  readonly range: SourceRange;
  readonly steps: ReadonlyArray<StepRecipe>;
  /** Without the layers of this build and without times in its history entries. */
  readonly config: ImageConfig;
}

/** An instruction that makes a layer, with everything expanded that its result depends on. */
export interface StepRecipe {
  /** The instruction as written, `ONBUILD ` before a trigger. */
  readonly title: string;
  readonly range: SourceRange;
  /** As the history says it. */
  readonly createdBy: string;
  readonly work: StepWork;
}

export type StepWork = RunWork | CopyWork | WorkdirWork;

export interface RunWork {
  readonly kind: 'run';
  readonly instruction: RunInstruction;
  readonly command: RunCommand;
  /** `NAME=value`, what the cache key counts. */
  readonly env: ReadonlyArray<string>;
  /** Proxy variables: handed on, but no part of the key. */
  readonly proxyEnv: ReadonlyArray<string>;
  readonly workingDir: string;
  readonly user: string;
}

export interface CopyWork {
  readonly kind: 'copy';
  readonly instruction: AddInstruction | CopyInstruction;
  readonly source: FileSource;
  /** Absolute; ends in a slash when it must be a folder. */
  readonly destination: string;
}

export interface WorkdirWork {
  readonly kind: 'workdir';
  readonly path: string;
  /** USER in force: owner of the folders that are made. */
  readonly user: string;
}
