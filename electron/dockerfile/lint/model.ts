import type { SourceRange } from '../../../shared/errors';
import type { IgnoreMatcher } from '../ignore/ignore-matcher';
import type { PlatformParts } from '../stages/platform';
import type { BuildPlan } from '../stages/plan-model';
import type { RuleName } from './rules';

/** Something a rule does not like. */
export interface Finding {
  readonly rule: RuleName;
  readonly message: string;
  readonly range: SourceRange;
  /** What may have been meant, for a quick fix. */
  readonly suggestion?: string;
}

/** A finding with what decides whether it is wanted: the comments above its instruction. */
export interface Draft extends Finding {
  readonly comments: ReadonlyArray<string>;
}

/** What is known of a base image; the rules that need more say nothing. */
export interface BaseImageFacts {
  readonly environment: ReadonlyArray<string>;
  readonly shell: ReadonlyArray<string>;
  readonly platform: PlatformParts;
}

export interface LintOptions {
  /** From planBuild: the values of the ARGs before FROM, and what each stage starts from. */
  readonly plan: BuildPlan;
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly targetPlatform: PlatformParts;
  /** Stages to check; all of them when undefined. */
  readonly stages?: ReadonlyArray<number>;
  readonly ignore?: IgnoreMatcher;
  /** Looks a base image up that is at hand, by its name in FROM. */
  readonly baseImage?: (reference: string) => BaseImageFacts | undefined;
  /** BUILDKIT_DOCKERFILE_CHECK: replaces the file's `# check=`. */
  readonly config?: string;
}
