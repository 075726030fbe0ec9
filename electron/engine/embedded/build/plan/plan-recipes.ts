import type { ImageConfig } from '../../../../../shared/model/image';
import { DarkroomError } from '../../../../../shared/errors';
import {
  formatPlatform,
  type BuildPlan,
  type PlannedStage,
  type PlatformParts,
} from '../../../../dockerfile/dockerfile';
import type { Store } from '../../../../store/store';
import { findBaseImage, scratchConfig } from './base-images';
import { dispatchStage, type DispatchedStage, type StageStart } from './dispatch-stage';
import type { StageRecipe } from './stage-recipe';

export type Recipes = ReadonlyMap<number, StageRecipe>;

export interface PlatformChoice {
  readonly platform: PlatformParts;
  /** False: the base image decides what the result is for. */
  readonly isExplicit: boolean;
  readonly namedContexts: ReadonlyMap<string, ImageConfig>;
}

/** The recipes of all stages that the target needs. IMAGE_NOT_FOUND and all errors of instructions. */
export function planRecipes(
  plan: BuildPlan,
  store: Pick<Store, 'images'>,
  buildArgs: ReadonlyMap<string, string>,
  choice: PlatformChoice,
): Recipes {
  const stages = new Map<number, DispatchedStage>();
  for (const index of plan.needed) {
    const stage = plan.stages[index];
    if (stage === undefined) continue;
    const start = startOf(stage, store, stages, choice);
    stages.set(index, dispatchStage(plan, stage, start, buildArgs));
  }
  return new Map([...stages].map(([index, { recipe }]) => [index, recipe]));
}

function startOf(
  stage: PlannedStage,
  store: Pick<Store, 'images'>,
  stages: ReadonlyMap<number, DispatchedStage>,
  choice: PlatformChoice,
): StageStart {
  const { base } = stage;
  if (base.kind === 'stage') {
    const before = stages.get(base.index);
    if (before !== undefined) {
      return {
        config: before.recipe.config,
        diffIds: before.recipe.baseDiffIds,
        scope: before.scope,
      };
    }
  }
  const named = base.kind === 'namedContext' ? choice.namedContexts.get(base.name) : undefined;
  if (named !== undefined) return { config: named, diffIds: named.rootfs.diff_ids };
  if (base.kind === 'image') {
    const { config } = findBaseImage(store, base.reference, stage.stage.from.imageRange);
    checkPlatform(config, stage, choice);
    return { config, diffIds: config.rootfs.diff_ids };
  }
  return { config: scratchConfig(stage.platform ?? choice.platform), diffIds: [] };
}

/** The store has one platform of an image; another one would have to be fetched. IMAGE_NOT_FOUND. */
function checkPlatform(config: ImageConfig, stage: PlannedStage, choice: PlatformChoice): void {
  const wanted = stage.platform ?? (choice.isExplicit ? choice.platform : null);
  if (wanted === null || stage.base.kind !== 'image') return;
  if (wanted.os === config.os && wanted.architecture === config.architecture) return;
  const { reference } = stage.base;
  const here = formatPlatform({ os: config.os, architecture: config.architecture });
  throw new DarkroomError(
    'IMAGE_NOT_FOUND',
    `Image ${reference} is here for ${here}, not for ${formatPlatform(wanted)}`,
    {
      data: { image: reference, platform: formatPlatform(wanted), present: here },
      range: stage.stage.from.range,
      hint: 'Import or load the image for that platform under another name, or leave --platform out.',
    },
  );
}
