import { DarkroomError } from '../../../shared/errors';
import type { StageInstruction } from '../instructions/model';
import { locate } from '../text/locate';
import { didYouMean, suggest } from '../text/suggest';
import { expandWord, type Environment } from '../shell/expand';
import type { Dockerfile, Stage } from './dockerfile-model';
import { resolveGlobalArgs, type BuildSettings } from './global-args';
import { checkOrder, dependenciesOf, neededStages } from './graph';
import { parsePlatform, type PlatformParts } from './platform';
import type { BuildPlan, FileSource, PlannedStage } from './plan-model';
import { findNamedContext } from './references';
import { parseTriggers } from './triggers';

/**
 * Finds out what a build must do: which stages the target needs, what each starts from and which
 * stages it reads. Nothing is looked up outside the file. `namedContexts` are the names of
 * `--build-context`. Throws DOCKERFILE_STAGE and DOCKERFILE_EXPANSION, located.
 */
export function planBuild(
  dockerfile: Dockerfile,
  settings: BuildSettings,
  namedContexts: ReadonlyArray<string> = [],
): BuildPlan {
  const globalArgs = resolveGlobalArgs(dockerfile, settings);
  const target = findTarget(dockerfile, settings.target);
  const bases: FileSource[] = [];
  const stages = dockerfile.stages.map((stage): PlannedStage => {
    const base = locate(stage.from.range, () =>
      findBase(dockerfile, stage, globalArgs, namedContexts),
    );
    bases.push(base);
    const own = isReplaced(stage, base, namedContexts) ? [] : stage.instructions;
    const triggers = base.kind === 'stage' ? stageTriggers(dockerfile, base.index, stage) : [];
    const instructions = [...triggers, ...own];
    return {
      stage,
      title: stage.name ?? `stage-${stage.index}`,
      base,
      platform: findPlatform(dockerfile, stage, globalArgs, settings.targetPlatform),
      instructions,
      dependencies: dependenciesOf(dockerfile, base, instructions, namedContexts),
    };
  });
  const needed = neededStages(stages, target);
  checkOrder(stages, needed);
  return { dockerfile, globalArgs, stages, target, needed, namedContexts };
}

/**
 * The plan once the base image of a stage is known to have triggers (`OnBuild` of its
 * configuration): they run first, and may need stages that nothing needed before.
 */
export function withImageTriggers(
  plan: BuildPlan,
  stageIndex: number,
  expressions: ReadonlyArray<string>,
): BuildPlan {
  const planned = plan.stages[stageIndex];
  if (planned === undefined || expressions.length === 0) return plan;
  const { dockerfile, namedContexts } = plan;
  const triggers = parseTriggers(expressions, planned.stage.from.range);
  const instructions = [...triggers, ...planned.instructions];
  const dependencies = dependenciesOf(dockerfile, planned.base, instructions, namedContexts);
  const stages = plan.stages.map((other) =>
    other === planned ? { ...planned, instructions, dependencies } : other,
  );
  const needed = neededStages(stages, plan.target);
  checkOrder(stages, needed);
  return { ...plan, stages, needed };
}

/** The stage that `--target` means: by name in any case, or by number; without it, the last. */
export function findTarget(dockerfile: Dockerfile, target: string | undefined): number {
  const { stages } = dockerfile;
  if (target === undefined || target === '') return stages.length - 1;
  const named = [...stages].reverse().find((stage) => stage.name === target.toLowerCase());
  if (named !== undefined) return named.index;
  if (/^\d{1,9}$/.test(target) && Number(target) < stages.length) return Number(target);
  const names = stages.flatMap((stage) => stage.name ?? []);
  throw new DarkroomError(
    'DOCKERFILE_STAGE',
    `target stage "${target}" could not be found${didYouMean(suggest(target, names, true))}`,
    {
      data: { target, stages: names },
      hint:
        names.length === 0
          ? `The Dockerfile names no stages; their numbers go from 0 to ${stages.length - 1}.`
          : `The stages are ${names.join(', ')}.`,
    },
  );
}

/** True when `name` or `stage-N` is how `--target` and `--no-cache-filter` mean this stage. */
export function matchesTarget(stage: Stage, target: string): boolean {
  return stage.name === target.toLowerCase() || String(stage.index) === target;
}

function findBase(
  dockerfile: Dockerfile,
  stage: Stage,
  globalArgs: Environment,
  namedContexts: ReadonlyArray<string>,
): FileSource {
  const replacement =
    stage.name === undefined ? undefined : findNamedContext(stage.name, namedContexts);
  if (replacement !== undefined) return { kind: 'namedContext', name: replacement };
  const { image } = stage.from;
  const { text, unset } = expandWord(image, globalArgs, { escape: dockerfile.escape });
  if (text === '') {
    throw new DarkroomError('DOCKERFILE_STAGE', `base name (${image}) should not be blank`, {
      range: stage.from.imageRange,
      data: { base: image, unset: [...unset] },
      hint: 'Give the ARG before FROM a default, or pass it with --build-arg.',
    });
  }
  const earlier = dockerfile.stages.slice(0, stage.index).reverse();
  // FROM alone is strict about case: BuildKit keeps stage names in lowercase and looks for what is written
  const base = earlier.find((candidate) => candidate.name === text);
  if (base !== undefined) return { kind: 'stage', index: base.index };
  if (text === 'scratch') return { kind: 'scratch' };
  const name = findNamedContext(text, namedContexts);
  if (name !== undefined) return { kind: 'namedContext', name };
  return { kind: 'image', reference: text };
}

/** `--build-context NAME=…` with the name of a stage replaces all that the stage would do. */
function isReplaced(stage: Stage, base: FileSource, namedContexts: ReadonlyArray<string>): boolean {
  if (base.kind !== 'namedContext' || stage.name === undefined) return false;
  return findNamedContext(stage.name, namedContexts) !== undefined;
}

function findPlatform(
  dockerfile: Dockerfile,
  stage: Stage,
  globalArgs: Environment,
  defaults: PlatformParts,
): PlatformParts | undefined {
  const written = stage.from.platform;
  if (written === '') return undefined;
  return locate(stage.from.range, () => {
    const { text, unset } = expandWord(written, globalArgs, { escape: dockerfile.escape });
    const platform = text === '' ? undefined : parsePlatform(text, defaults);
    if (platform !== undefined) return platform;
    const [name] = unset;
    const nearest = name === undefined ? undefined : suggest(name, globalArgs.keys());
    throw new DarkroomError(
      'DOCKERFILE_STAGE',
      text === ''
        ? `empty platform value from expression ${written}${didYouMean(nearest)}`
        : `failed to parse platform ${text}${didYouMean(nearest)}`,
      { data: { platform: written }, hint: 'Write os/architecture, such as linux/arm64.' },
    );
  });
}

function stageTriggers(
  dockerfile: Dockerfile,
  baseIndex: number,
  stage: Stage,
): ReadonlyArray<StageInstruction> {
  const base = dockerfile.stages[baseIndex];
  const expressions = (base?.instructions ?? []).flatMap((instruction) =>
    instruction.kind === 'onbuild' ? [instruction.expression] : [],
  );
  return parseTriggers(expressions, stage.from.range);
}
