import type { CopyInstruction, RunInstruction, StageInstruction } from '../instructions/model';
import type { Environment } from '../shell/expand';
import type { Dockerfile, Stage } from './dockerfile-model';
import type { PlatformParts } from './platform';

/** Where FROM, COPY --from and RUN --mount from= take their files. */
export type FileSource =
  | { readonly kind: 'stage'; readonly index: number }
  /** `name` as the caller gave it to `--build-context`. */
  | { readonly kind: 'namedContext'; readonly name: string }
  | { readonly kind: 'image'; readonly reference: string }
  /** Nothing at all. */
  | { readonly kind: 'scratch' }
  | { readonly kind: 'context' };

/** A stage with its variables in FROM replaced and its references found. */
export interface PlannedStage {
  readonly stage: Stage;
  /** The stage's name, or `stage-1`. */
  readonly title: string;
  readonly base: FileSource;
  /** What FROM --platform asks for. */
  readonly platform: PlatformParts | undefined;
  /** The triggers of the base, then the stage's own instructions. */
  readonly instructions: ReadonlyArray<StageInstruction>;
  /** Indexes of the stages that must be done before, the base's among them; sorted. */
  readonly dependencies: ReadonlyArray<number>;
}

/** What to build: the target and what it needs, each stage after those it needs. */
export interface BuildPlan {
  readonly dockerfile: Dockerfile;
  readonly globalArgs: Environment;
  /** All stages of the file; the build uses those in `needed`. */
  readonly stages: ReadonlyArray<PlannedStage>;
  readonly target: number;
  /** Sorted: a stage never depends on a later one. */
  readonly needed: ReadonlyArray<number>;
  readonly namedContexts: ReadonlyArray<string>;
}

/** An instruction that can read files of other stages. */
export type ReadingInstruction = CopyInstruction | RunInstruction;
