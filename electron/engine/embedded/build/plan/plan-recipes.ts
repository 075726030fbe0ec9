import type { ImageConfig } from '../../../../../shared/model/image';
import type { BuildPlan, PlannedStage, PlatformParts } from '../../../../dockerfile/dockerfile';
import { scratchConfig, type BaseImages } from './base-images';
import { dispatchStage, type DispatchedStage, type StageStart } from './dispatch-stage';
import type { StageRecipe } from './stage-recipe';

export type Recipes = ReadonlyMap<number, StageRecipe>;

export interface PlatformChoice {
  readonly platform: PlatformParts;
  readonly namedContexts: ReadonlyMap<string, ImageConfig>;
}

/** The recipes of all stages that the target needs. IMAGE_NOT_FOUND and all errors of instructions. */
export function planRecipes(
  plan: BuildPlan,
  images: BaseImages,
  buildArgs: ReadonlyMap<string, string>,
  choice: PlatformChoice,
): Recipes {
  const stages = new Map<number, DispatchedStage>();
  for (const index of plan.needed) {
    const stage = plan.stages[index];
    if (stage === undefined) continue;
    const start = startOf(stage, images, stages, choice);
    stages.set(index, dispatchStage(plan, stage, start, buildArgs));
  }
  return new Map([...stages].map(([index, { recipe }]) => [index, recipe]));
}

function startOf(
  stage: PlannedStage,
  images: BaseImages,
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
    const { imageRange } = stage.stage.from;
    const { config } = images.find(base.reference, stage.platform, imageRange);
    return { config, diffIds: config.rootfs.diff_ids };
  }
  return { config: scratchConfig(stage.platform ?? choice.platform), diffIds: [] };
}
