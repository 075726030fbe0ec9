import { availableParallelism } from 'node:os';
import { toWire } from '../../../../shared/errors';
import type {
  BuildCheck,
  BuildOutline,
  BuildOutput,
  BuildRequest,
  BuildResult,
} from '../../../../shared/model/build';
import {
  parseDockerfile,
  planBuild,
  type BuildPlan,
  type Dockerfile,
  type PlatformParts,
} from '../../../dockerfile/dockerfile';
import { throwIfAborted } from '../../../base/abort';
import { hostPlatform, parsePlatform } from '../../../oci/platform';
import { parseReference } from '../../../oci/reference';
import type { WorkContext } from '../../engine';
import { buildGraph, type BuildGraph } from './build-graph';
import { withExcerpt } from './build-error';
import { enforceCacheLimit } from './cache/build-cache';
import { exportCaches } from './cache/export-cache';
import { ImportedCache } from './cache/imported-cache';
import { checkEmulation } from './check/check-emulation';
import { checkDockerfile, throwIfForbidden } from './check/check-dockerfile';
import { outlineOf } from './check/outline';
import { unusedArgs } from './plan/unused-args';
import { openNamedContexts } from './context/named-contexts';
import { loadInputs, openContext } from './context/open-context';
import { checkOutputs, namesOf } from './export/check-outputs';
import { exportResult } from './export/export-result';
import { InternalSteps, StepNumbers } from './internal-steps';
import { openSession } from './open-session';
import { runGraph } from './graph';
import { planRecipes, type Recipes } from './plan/plan-recipes';
import { BaseImages } from './plan/base-images';
import type { BuildParts, BuildSession } from './step-context';
import type { StepResult } from './step-node';

interface CheckedBuild {
  readonly outputs: ReadonlyArray<BuildOutput>;
  readonly stdout: NodeJS.WritableStream | null;
  readonly options: BuildRequest;
  readonly work: WorkContext;
  readonly check: BuildCheck;
}

/** Builds Dockerfiles with BuildKit's semantics, without a daemon. */
export class EmbeddedBuilder {
  constructor(private readonly parts: BuildParts) {}

  /**
   * The image appears at the end, whole and with all its names, or not at all. Rejects with located
   * errors that carry the excerpt of the Dockerfile in `data.excerpt`.
   */
  async build(
    options: BuildRequest,
    work: WorkContext,
    stdout: NodeJS.WritableStream | null = null,
  ): Promise<BuildResult> {
    const { registry } = this.parts;
    const outputs = await checkOutputs(options, registry !== undefined);
    const numbers = new StepNumbers();
    const steps = new InternalSteps(work.log, numbers);
    const inputs = await loadInputs(options, steps);
    try {
      const dockerfile = parseDockerfile(inputs.dockerfileText);
      const buildArgs = new Map(Object.entries(options.buildArgs ?? {}));
      const planned = makePlan(dockerfile, options, buildArgs);
      const check = this.checked(planned, options, inputs.ignoreText);
      throwIfForbidden(check);
      const images = new BaseImages(this.parts.store, registry, {
        platform: options.platform === undefined ? null : targetPlatform(options),
        pull: options.pull ?? false,
        steps,
      });
      const plan = await images.fetchAll(planned, work);
      const start = { inputs, options, buildArgs, images, numbers, steps };
      const opened = openSession(this.parts, start, work);
      try {
        const namedContexts = await openNamedContexts(opened, plan, options, work);
        const importedCache = await openImportedCache(opened, options, work);
        const recipes = planRecipes(plan, images, buildArgs, {
          platform: targetPlatform(options),
          namedContexts,
        });
        const hasRun = [...recipes.values()].some(({ steps: all }) =>
          all.some(({ work: one }) => one.kind === 'run'),
        );
        const session = { ...opened, namedContexts, importedCache, hasRun };
        if (hasRun && session.noCache) void session.sandbox.warm();
        await checkEmulation(recipes.values());
        for (const text of unusedArgs(plan, buildArgs)) work.log({ kind: 'message', text });
        return await this.execute(session, plan, recipes, {
          options,
          outputs,
          stdout,
          work,
          check,
        });
      } finally {
        await settle(opened, work);
        opened.close();
        this.parts.store.cache.noteUses();
        // a cache that is too large is no failure of this build
        await enforceCacheLimit(this.parts).catch(() => undefined);
      }
    } catch (error) {
      throw withExcerpt(error, inputs.dockerfileText);
    }
  }

  /** Runs the build checks. Rejects with located errors, as a build does. */
  async check(options: BuildRequest, signal: AbortSignal): Promise<BuildCheck> {
    const inputs = await openContext(options);
    throwIfAborted(signal);
    try {
      const dockerfile = parseDockerfile(inputs.dockerfileText);
      const buildArgs = new Map(Object.entries(options.buildArgs ?? {}));
      return this.checked(makePlan(dockerfile, options, buildArgs), options, inputs.ignoreText);
    } catch (error) {
      throw withExcerpt(error, inputs.dockerfileText);
    }
  }

  /** What the Dockerfile's target can be given. */
  async outline(options: BuildRequest, signal: AbortSignal): Promise<BuildOutline> {
    const inputs = await openContext(options);
    throwIfAborted(signal);
    try {
      const buildArgs = new Map(Object.entries(options.buildArgs ?? {}));
      const plan = makePlan(parseDockerfile(inputs.dockerfileText), options, buildArgs);
      return outlineOf(plan, buildArgs);
    } catch (error) {
      throw withExcerpt(error, inputs.dockerfileText);
    }
  }

  private checked(plan: BuildPlan, options: BuildRequest, ignoreText: string): BuildCheck {
    const buildArgs = new Map(Object.entries(options.buildArgs ?? {}));
    const input = { plan, buildArgs, targetPlatform: targetPlatform(options), ignoreText };
    return checkDockerfile(this.parts.store, input);
  }

  private async execute(
    session: BuildSession,
    plan: BuildPlan,
    recipes: Recipes,
    request: CheckedBuild,
  ): Promise<BuildResult> {
    const { options, outputs, stdout, work, check } = request;
    let done = 0;
    const graph = buildGraph(session, plan, recipes, (event, step) => {
      if (event === 'done') done += 1;
      const label = event === 'started' ? step.recipe.title : '';
      work.progress({ done, total: graph.nodes.length, unit: 'steps', label });
    });
    for (const node of graph.nodes) node.announce();
    const results = await runSteps(graph, work.signal);
    const layers = graph.targetNodes.flatMap((node) => results.get(node)?.layer ?? []);
    const recipe = recipes.get(plan.target);
    if (recipe === undefined) throw new Error('the target has no recipe');
    const target = { planned: recipe.config, layers };
    const { steps } = session;
    // Begun beside what the export waits for. What fails is told when all has ended.
    const remembered = session.afterwards.settle().catch(() => undefined);
    const image = await exportResult(target, { session, steps, options, outputs, stdout, work });
    await remembered;
    const all = [...results.values()].flatMap(({ layer }) => layer?.diffId ?? []);
    const cacheLayers = { result: layers.map(({ diffId }) => diffId), all };
    await exportCaches(session, options.cacheTo ?? [], cacheLayers, work);
    const names = outputs.flatMap((output) => ('names' in output ? namesOf(output, options) : []));
    const fullNames = names.map((name) => parseReference(name).name);
    return {
      imageId: image?.configDigest ?? '',
      manifest: image?.manifest ?? null,
      names: [...new Set(names)],
      fullNames: [...new Set(fullNames)],
      stepCount: graph.nodes.length,
      cachedCount: [...results.values()].filter((result) => result.layer?.cached === true).length,
      warnings: check.warnings,
    };
  }
}

/**
 * Waits until what the steps made is remembered, and nothing else is left of them: of those of a build that
 * failed too. What cannot be done of that is no failure of the build.
 */
async function settle(
  { afterwards, sandbox }: Pick<BuildSession, 'afterwards' | 'sandbox'>,
  work: WorkContext,
): Promise<void> {
  const tell = (what: string) => (error: unknown) =>
    work.log({ kind: 'message', text: `${what}: ${toWire(error).message}` });
  await Promise.all([
    afterwards.settle().catch(tell('Not every step could be put into the cache')),
    sandbox.settleSteps().catch(tell('Not all that the steps left could be removed')),
  ]);
}

async function openImportedCache(
  session: BuildSession,
  { cacheFrom = [] }: BuildRequest,
  { signal }: WorkContext,
): Promise<ImportedCache | null> {
  if (cacheFrom.length === 0) return null;
  const warn = (text: string): void => session.log({ kind: 'message', text });
  const cache = new ImportedCache(session, signal, warn);
  await cache.open(cacheFrom, session.steps);
  return cache;
}

/** Steps wait more than they compute (downloads, tests, disks), so more run than there are cores. */
function stepLimit(): number {
  return Math.max(8, 2 * availableParallelism());
}

/** Steps that never got to run are told about, so that no list shows them waiting for ever. */
async function runSteps(
  graph: BuildGraph,
  signal: AbortSignal,
): Promise<ReadonlyMap<unknown, StepResult>> {
  try {
    return await runGraph(graph.nodes, stepLimit(), signal);
  } catch (error) {
    for (const node of graph.nodes) if (!node.hasStarted) node.tellCancelled();
    throw error;
  }
}

function makePlan(
  dockerfile: Dockerfile,
  options: BuildRequest,
  buildArgs: ReadonlyMap<string, string>,
): BuildPlan {
  return planBuild(
    dockerfile,
    {
      buildArgs,
      target: options.target,
      buildPlatform: hostPlatform(),
      targetPlatform: targetPlatform(options),
    },
    Object.keys(options.buildContexts ?? {}),
  );
}

/** INVALID_PLATFORM. */
function targetPlatform(options: BuildRequest): PlatformParts {
  return options.platform === undefined ? hostPlatform() : parsePlatform(options.platform);
}
