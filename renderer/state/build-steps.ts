import type { BuildStep, JobLogEntry } from '../../shared/model/job';

/** The steps as their last entry in the log says, in the order they run. */
export function stepsOf(entries: ReadonlyArray<JobLogEntry>): ReadonlyArray<BuildStep> {
  const steps = new Map<number, BuildStep>();
  for (const entry of entries) if (entry.kind === 'step') steps.set(entry.step.number, entry.step);
  return [...steps.values()].sort((a, b) => a.number - b.number);
}

/** Work outside stages is worth a line once it takes this long. */
const longMs = 1000;

/** The instructions, and of the work around them (loading, exporting) what takes long or failed. */
export function shownSteps(
  steps: ReadonlyArray<BuildStep>,
  nowMs: number,
): ReadonlyArray<BuildStep> {
  return steps.filter(
    ({ line, state, startedAt, finishedAt }) =>
      line !== null ||
      state === 'failed' ||
      (startedAt !== null && (finishedAt ?? nowMs) - startedAt >= longMs),
  );
}

export type OutputEntry = Exclude<JobLogEntry, { readonly kind: 'step' }>;

/** What a step wrote; null: what belongs to no step as well as everything else. */
export function outputOf(
  entries: ReadonlyArray<JobLogEntry>,
  step: number | null,
): ReadonlyArray<OutputEntry> {
  return entries.filter(
    (entry): entry is OutputEntry =>
      entry.kind !== 'step' && (step === null || (entry.kind === 'output' && entry.step === step)),
  );
}

/** The step worth looking at: the failed one, else the running one, else the last that began. */
export function stepToShow(steps: ReadonlyArray<BuildStep>): BuildStep | null {
  return (
    steps.find((step) => step.state === 'failed') ??
    steps.findLast((step) => step.state === 'running') ??
    steps.findLast((step) => step.state === 'done' || step.state === 'cached') ??
    null
  );
}

/** The first step that could not come from the cache and knows why. */
export function firstUncached(steps: ReadonlyArray<BuildStep>): BuildStep | null {
  return steps.find((step) => step.reason !== '' && step.state !== 'cached') ?? null;
}

export function isFinished(step: BuildStep): boolean {
  return step.state === 'done' || step.state === 'cached';
}

/** The stage that a step is in, where there is more than one: '' else, as BuildKit shows it. */
export function shownStage(
  { stage }: Pick<BuildStep, 'stage'>,
  steps: ReadonlyArray<Pick<BuildStep, 'stage'>>,
): string {
  return steps.some((other) => other.stage !== stage && other.stage !== '') ? stage : '';
}
