import { DarkroomError, isCancelled, toWire } from '../../../../shared/errors';
import type { BuildStep } from '../../../../shared/model/job';
import type { StepCause } from '../../../../shared/model/step-cause';
import type { SecretFinding } from '../../../../shared/model/secret';
import { throwIfAborted } from '../../../base/abort';
import { causeText } from './cache/cause-text';
import type { GraphNode } from './graph';
import type { StageRecipe, StepRecipe } from './plan/stage-recipe';
import { checkSecrets } from '../secrets/gate';
import type { BuildSession, StepLayer, StepSources } from './step-context';
import { prepareCopy } from './steps/copy-step';
import type { PreparedStep } from './steps/prepared-step';
import { runCached } from './steps/run-cached';
import { prepareRun } from './steps/run-step';
import { prepareWorkdir } from './steps/workdir-step';

/** What a node leaves: the layers so far, bottom first, and the one it added. */
export interface StepResult {
  readonly diffIds: ReadonlyArray<string>;
  readonly layer: StepLayer | null;
}

/** Where a step finds layers: fixed ones, or what another node leaves. */
export type LayersFrom = ReadonlyArray<string> | StepNode;

/** Hears when a step begins and when it is done, for progress. */
export type StepListener = (event: 'started' | 'done', step: StepNode) => void;

/** A step of the graph, which tells its state while it goes on. */
export class StepNode implements GraphNode<StepResult> {
  readonly inputs: ReadonlyArray<StepNode>;
  private started = false;
  /** Why it had to run, so that a step that fails says it too. */
  private missed: StepCause | null = null;

  constructor(
    private readonly session: BuildSession,
    private readonly stage: StageRecipe,
    private readonly position: number,
    readonly recipe: StepRecipe,
    readonly number: number,
    private readonly parent: LayersFrom,
    private readonly reads: ReadonlyArray<LayersFrom>,
    private readonly listener: StepListener,
  ) {
    this.inputs = [parent, ...reads].filter((from) => from instanceof StepNode);
  }

  get hasStarted(): boolean {
    return this.started;
  }

  /** Announces the step before anything runs. */
  announce(): void {
    this.tell({ state: 'waiting' });
  }

  async run(inputs: ReadonlyArray<StepResult>, signal: AbortSignal): Promise<StepResult> {
    const startedAt = Date.now();
    this.started = true;
    this.listener('started', this);
    this.tell({ state: 'running', startedAt });
    try {
      const layer = await this.makeLayer(this.sources(inputs), startedAt, signal);
      const state = layer.cached ? 'cached' : 'done';
      const { cause, diffId } = layer;
      this.tell({ state, startedAt, finishedAt: Date.now(), cause, layer: diffId });
      this.listener('done', this);
      return { diffIds: [...this.layersOf(this.parent, inputs), layer.diffId], layer };
    } catch (error) {
      const state = isCancelled(error) ? 'cancelled' : 'failed';
      const said = state === 'failed' ? { error: toWire(error).message } : {};
      this.tell({ state, startedAt, finishedAt: Date.now(), cause: this.missed, ...said });
      throw this.located(error);
    }
  }

  /** A step that never got to run. */
  tellCancelled(): void {
    this.tell({ state: 'cancelled' });
  }

  private async makeLayer(
    sources: StepSources,
    startedAt: number,
    signal: AbortSignal,
  ): Promise<StepLayer> {
    throwIfAborted(signal);
    const { session, recipe, stage, position } = this;
    const { contextPath, dockerfilePath } = session.inputs;
    const place = { contextPath, dockerfile: dockerfilePath ?? '', stage: stage.title, position };
    const prepared = await this.prepare(sources, signal);
    const onMiss = (cause: StepCause | null): void => {
      this.missed = cause;
      this.tell({ state: 'running', startedAt, cause });
    };
    const { createdBy } = recipe;
    const identity = { place, createdBy, parent: sources.parent, onMiss };
    const layer = await runCached(session, prepared, identity, signal);
    // A cached layer is judged too: it may come from a build that was allowed to have secrets.
    const found = session.store.secrets.findings(layer.diffId);
    checkSecrets(session.store, keepsGitDir(recipe) ? withoutGitFolders(found) : found, {
      what: recipe.title,
      allowSecrets: session.request.allowSecrets ?? false,
    });
    return layer;
  }

  private async prepare(sources: StepSources, signal: AbortSignal): Promise<PreparedStep> {
    const { session, number } = this;
    const { work } = this.recipe;
    switch (work.kind) {
      case 'run':
        return prepareRun(session, work, sources, { number }, signal);
      case 'copy':
        return prepareCopy(session, work, sources, signal);
      case 'workdir':
        return prepareWorkdir(session, work, sources);
    }
  }

  private sources(inputs: ReadonlyArray<StepResult>): StepSources {
    return {
      parent: this.layersOf(this.parent, inputs),
      reads: this.reads.map((from) => this.layersOf(from, inputs)),
    };
  }

  private layersOf(from: LayersFrom, inputs: ReadonlyArray<StepResult>): ReadonlyArray<string> {
    if (!(from instanceof StepNode)) return from;
    return inputs[this.inputs.indexOf(from)]?.diffIds ?? [];
  }

  /** Every failure of a step is shown at its instruction. */
  private located(error: unknown): unknown {
    if (!(error instanceof DarkroomError) || isCancelled(error)) return error;
    const { code, message, data, hint, range = this.recipe.range } = error;
    return new DarkroomError(code, message, {
      data: { step: this.number, ...data },
      range,
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
  }

  private tell(now: Pick<BuildStep, 'state'> & Partial<BuildStep>): void {
    const { number, recipe, stage } = this;
    const step: BuildStep = {
      number,
      stage: stage.title,
      title: recipe.title,
      line: recipe.range.start.line,
      startedAt: null,
      finishedAt: null,
      cause: null,
      inputs: this.inputs.map((input) => input.number),
      layer: null,
      ...now,
      reason: causeText(now.cause ?? null),
    };
    this.session.log({ kind: 'step', step });
  }
}

/** ADD --keep-git-dir asks for the folder that would be taken for a slip elsewhere. */
function keepsGitDir({ work }: StepRecipe): boolean {
  return (
    work.kind === 'copy' && work.instruction.kind === 'add' && work.instruction.keepGitDir === true
  );
}

function withoutGitFolders(found: ReadonlyArray<SecretFinding>): ReadonlyArray<SecretFinding> {
  return found.filter(({ rule }) => rule !== 'git-folder');
}
