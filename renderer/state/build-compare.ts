import type { BuildStep, Job } from '../../shared/model/job';
import { sortJobs } from './jobs';

/** A step of a build beside the same step of the build before. */
export interface ComparedStep {
  readonly step: BuildStep;
  readonly before: BuildStep | null;
  /** `again`: it ran although it had run before; `new`: there was none like it. */
  readonly what: 'cached' | 'again' | 'new' | 'notReached';
}

export interface Comparison {
  readonly steps: ReadonlyArray<ComparedStep>;
  /** Steps that are no longer there. */
  readonly gone: ReadonlyArray<BuildStep>;
  /** Parameters that differ, as text; null for one that was not given. */
  readonly parameters: ReadonlyArray<{
    readonly name: string;
    readonly before: string | null;
    readonly now: string | null;
  }>;
}

/** The build of the same Dockerfile in the same context that came before, however it ended. */
export function buildBefore(jobs: ReadonlyArray<Job>, job: Job): Job | null {
  const isSame = (other: Job): boolean =>
    other.kind === 'build' &&
    other.parameters['contextPath'] === job.parameters['contextPath'] &&
    sameFile(other, job);
  const older = sortJobs(jobs).filter(
    (other) => Date.parse(other.createdAt) < Date.parse(job.createdAt) && isSame(other),
  );
  return older[0] ?? null;
}

/** A build that named no Dockerfile took the context's own. */
function sameFile(a: Job, b: Job): boolean {
  const fileOf = ({ parameters }: Job): string =>
    String(parameters['dockerfilePath'] ?? `${String(parameters['contextPath'])}/Dockerfile`);
  return fileOf(a) === fileOf(b);
}

/**
 * Step beside step: those with the same stage and text belong together; what is left of a stage is the
 * same instruction, changed, when it stands at the same place.
 */
export function compareSteps(
  before: ReadonlyArray<BuildStep>,
  now: ReadonlyArray<BuildStep>,
): Pick<Comparison, 'steps' | 'gone'> {
  const left = new Set(before);
  const pairs = new Map<BuildStep, BuildStep>();
  const pair = (match: (step: BuildStep, old: BuildStep) => boolean): void => {
    for (const step of now) {
      if (pairs.has(step)) continue;
      const old = [...left].find((one) => match(step, one));
      if (old === undefined) continue;
      pairs.set(step, old);
      left.delete(old);
    }
  };
  pair((step, old) => step.stage === old.stage && step.title === old.title);
  pair((step, old) => step.stage === old.stage && wordOf(step) === wordOf(old));
  return {
    steps: now.map((step) => {
      const old = pairs.get(step) ?? null;
      return { step, before: old, what: whatOf(step, old) };
    }),
    gone: [...left],
  };
}

function wordOf({ title }: BuildStep): string {
  return title.slice(0, title.indexOf(' ')).toUpperCase();
}

function whatOf(step: BuildStep, before: BuildStep | null): ComparedStep['what'] {
  if (step.state === 'cached') return 'cached';
  if (step.state === 'waiting' || step.state === 'cancelled') return 'notReached';
  return before === null || before.layer === null ? 'new' : 'again';
}

const told = ['target', 'platform', 'network', 'noCache', 'tags', 'dockerfilePath'] as const;

export function compareParameters(before: Job, now: Job): Comparison['parameters'] {
  const names = told.map((name) => ({
    name,
    before: asText(before.parameters[name]),
    now: asText(now.parameters[name]),
  }));
  const oldArgs = argsOf(before);
  const newArgs = argsOf(now);
  const args = [...new Set([...Object.keys(oldArgs), ...Object.keys(newArgs)])].map((name) => ({
    name: `ARG ${name}`,
    before: asText(oldArgs[name]),
    now: asText(newArgs[name]),
  }));
  return [...names, ...args].filter((one) => one.before !== one.now);
}

function argsOf(job: Job): Readonly<Record<string, unknown>> {
  const args = job.parameters['buildArgs'];
  return typeof args === 'object' && args !== null ? (args as Record<string, unknown>) : {};
}

function asText(value: unknown): string | null {
  if (value === undefined || value === null || value === false || value === '') return null;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
