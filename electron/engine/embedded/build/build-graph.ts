import {
  matchesTarget,
  mountSource,
  type BuildPlan,
  type FileSource,
  type PlannedStage,
} from '../../../dockerfile/dockerfile';
import type { StageRecipe, StepRecipe } from './plan/stage-recipe';
import type { BuildSession } from './step-context';
import { StepNode, type LayersFrom, type StepListener } from './step-node';

/** The steps of a build, inputs before those that need them, and what the target ends with. */
export interface BuildGraph {
  readonly nodes: ReadonlyArray<StepNode>;
  readonly target: LayersFrom;
  /** The nodes whose layers the target's image has, bottom first. */
  readonly targetNodes: ReadonlyArray<StepNode>;
}

/** Links the steps of the needed stages: each to the one before it and to the stages it reads. */
export function buildGraph(
  session: BuildSession,
  plan: BuildPlan,
  recipes: ReadonlyMap<number, StageRecipe>,
  onStep: StepListener,
): BuildGraph {
  const nodes: StepNode[] = [];
  const ends = new Map<number, LayersFrom>();
  const chains = new Map<number, ReadonlyArray<StepNode>>();

  const held = (diffIds: ReadonlyArray<string>): ReadonlyArray<string> => {
    for (const diffId of diffIds) session.hold(diffId);
    return diffIds;
  };

  const layersFrom = (source: FileSource, stage: PlannedStage, step: StepRecipe): LayersFrom => {
    switch (source.kind) {
      case 'context':
      case 'scratch':
        return [];
      case 'stage':
        return ends.get(source.index) ?? [];
      case 'image':
        return held(
          session.images.find(source.reference, stage.platform, step.range).config.rootfs.diff_ids,
        );
      case 'namedContext':
        return held(session.namedContexts.get(source.name)?.rootfs.diff_ids ?? []);
    }
  };

  for (const index of plan.needed) {
    const recipe = recipes.get(index);
    const planned = plan.stages[index];
    if (recipe === undefined || planned === undefined) continue;
    const { base } = recipe;
    let last: LayersFrom =
      base.kind === 'stage' ? (ends.get(base.index) ?? []) : held(recipe.baseDiffIds);
    const chain = base.kind === 'stage' ? [...(chains.get(base.index) ?? [])] : [];
    const again = (session.request.noCacheFilter ?? []).some((name) =>
      matchesTarget(planned.stage, name),
    );
    const own = again ? { ...session, noCache: true } : session;
    recipe.steps.forEach((step, position) => {
      const reads = stepSources(plan, step).map((source) => layersFrom(source, planned, step));
      const number = session.numbers.next();
      const node = new StepNode(own, recipe, position, step, number, last, reads, onStep);
      nodes.push(node);
      chain.push(node);
      last = node;
    });
    ends.set(index, last);
    chains.set(index, chain);
  }
  return {
    nodes,
    target: ends.get(plan.target) ?? [],
    targetNodes: chains.get(plan.target) ?? [],
  };
}

/** Sources by position, as the steps read them. */
function stepSources(plan: BuildPlan, step: StepRecipe): ReadonlyArray<FileSource> {
  const { work } = step;
  if (work.kind === 'copy') return [work.source];
  if (work.kind !== 'run') return [];
  return work.instruction.mounts.map((mount) =>
    mountSource(plan.dockerfile, 'from' in mount ? mount.from : '', plan.namedContexts),
  );
}
