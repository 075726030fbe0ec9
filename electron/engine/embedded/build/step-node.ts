import { DarkroomError, isCancelled, toWire } from '../../../../shared/errors';
import type { BuildStep, BuildStepState } from '../../../../shared/model/job';
import { throwIfAborted } from '../../../base/abort';
import type { GraphNode } from './graph';
import type { StageRecipe, StepRecipe } from './plan/stage-recipe';
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
    this.tell('waiting', null, null, '');
  }

  async run(inputs: ReadonlyArray<StepResult>, signal: AbortSignal): Promise<StepResult> {
    const startedAt = Date.now();
    this.started = true;
    this.listener('started', this);
    this.tell('running', startedAt, null, '');
    try {
      const layer = await this.makeLayer(this.sources(inputs), startedAt, signal);
      const state = layer.cached ? 'cached' : 'done';
      this.tell(state, startedAt, Date.now(), layer.reason);
      this.listener('done', this);
      return { diffIds: [...this.layersOf(this.parent, inputs), layer.diffId], layer };
    } catch (error) {
      const state = isCancelled(error) ? 'cancelled' : 'failed';
      this.tell(state, startedAt, Date.now(), '', error);
      throw this.located(error);
    }
  }

  /** A step that never got to run. */
  tellCancelled(): void {
    this.tell('cancelled', null, null, '');
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
    const onMiss = (reason: string): void => this.tell('running', startedAt, null, reason);
    const { createdBy } = recipe;
    return runCached(
      session,
      prepared,
      { place, createdBy, parent: sources.parent, onMiss },
      signal,
    );
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

  private tell(
    state: BuildStepState,
    startedAt: number | null,
    finishedAt: number | null,
    reason: string,
    error?: unknown,
  ): void {
    const { number, recipe, stage } = this;
    const step: BuildStep = {
      number,
      stage: stage.title,
      title: recipe.title,
      line: recipe.range.start.line,
      state,
      startedAt,
      finishedAt,
      reason,
      ...(state === 'failed' ? { error: toWire(error).message } : {}),
    };
    this.session.log({ kind: 'step', step });
  }
}
