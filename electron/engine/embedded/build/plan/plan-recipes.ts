import type { ImageConfig } from '../../../../../shared/model/image';
import type { BuildPlan, PlannedStage, PlatformParts } from '../../../../dockerfile/dockerfile';
import type { Store } from '../../../../store/store';
import { findBaseImage, scratchConfig } from './base-images';
import { dispatchStage, type DispatchedStage, type StageStart } from './dispatch-stage';
import type { StageRecipe } from './stage-recipe';

export type Recipes = ReadonlyMap<number, StageRecipe>;

export interface PlatformChoice {
  readonly platform: PlatformParts;
  /** False: the base image decides what the result is for. */
  readonly isExplicit: boolean;
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
  if (base.kind === 'image') {
    const { config } = findBaseImage(store, base.reference, stage.stage.from.imageRange);
    return { config: forPlatform(config, choice), diffIds: config.rootfs.diff_ids };
  }
  return { config: scratchConfig(stage.platform ?? choice.platform), diffIds: [] };
}

function forPlatform(config: ImageConfig, choice: PlatformChoice): ImageConfig {
  if (!choice.isExplicit) return config;
  const { variant: _variant, ...rest } = config;
  const { os, architecture, variant } = choice.platform;
  return { ...rest, os, architecture, ...(variant === undefined ? {} : { variant }) };
}
