import { DarkroomError, type SourceRange } from '../../../../shared/errors';
import type { BuildStep } from '../../../../shared/model/job';
import { cutExcerpt, formatExcerpt } from '../../../dockerfile/dockerfile';
import type { WorkContext } from '../../engine';

const tailCharacters = 8000;
const tailLines = 20;

export interface KnownStep {
  readonly step: BuildStep;
  readonly range: SourceRange | null;
  readonly output: string;
}

/** Steps of a builder elsewhere as our own step log: numbered as they first appear. */
export class StepLog {
  private readonly steps = new Map<string, KnownStep>();

  constructor(private readonly work: WorkContext) {}

  get counts(): { readonly all: number; readonly cached: number } {
    const steps = [...this.steps.values()];
    const cached = steps.filter(({ step }) => step.state === 'cached').length;
    return { all: steps.length, cached };
  }

  get(key: string): KnownStep | undefined {
    return this.steps.get(key);
  }

  /** Adds a step or changes one; says so only when something is new. */
  update(
    key: string,
    change: Partial<Omit<BuildStep, 'number'>>,
    range: SourceRange | null = null,
  ): void {
    const known = this.steps.get(key);
    const step: BuildStep = {
      stage: '',
      title: '',
      line: range?.start.line ?? null,
      state: 'waiting',
      startedAt: null,
      finishedAt: null,
      reason: '',
      cause: null,
      inputs: [],
      layer: null,
      ...known?.step,
      ...change,
      number: known?.step.number ?? this.steps.size + 1,
    };
    if (known !== undefined && JSON.stringify(known.step) === JSON.stringify(step)) return;
    this.steps.set(key, { step, range: known?.range ?? range, output: known?.output ?? '' });
    this.work.log({ kind: 'step', step });
    const done = [...this.steps.values()].filter(({ step: one }) => one.finishedAt !== null).length;
    const label = step.state === 'running' ? step.title : '';
    this.work.progress({ done, total: this.steps.size, unit: 'steps', label });
  }

  output(key: string | null, stream: 'stdout' | 'stderr', text: string): void {
    const known = key === null ? undefined : this.steps.get(key);
    if (key !== null && known !== undefined) {
      this.steps.set(key, { ...known, output: (known.output + text).slice(-tailCharacters) });
    }
    this.work.log({ kind: 'output', step: known?.step.number ?? null, stream, text });
  }

  /** Whatever still waits or runs at the end of a build that did not end well will not end any more. */
  cancelRest(): void {
    for (const [key, { step }] of this.steps) {
      if (step.state === 'waiting' || step.state === 'running') {
        this.update(key, { state: 'cancelled', finishedAt: Date.now() });
      }
    }
  }

  /** The builder's message as a located error, with the last output of the step that failed. */
  failure(message: string, dockerfileText: string): DarkroomError {
    const failed = [...this.steps.values()].find(({ step }) => step.state === 'failed');
    const exitCode = /(?:exit code:|non-zero code:|exit status) (\d+)/.exec(message)?.[1];
    const lastOutput = (failed?.output ?? '').trimEnd().split('\n').slice(-tailLines).join('\n');
    const range = failed?.range ?? undefined;
    const words = message.replace(/^failed to solve: /, '');
    return new DarkroomError(exitCode === undefined ? codeOf(words) : 'BUILD_STEP_FAILED', words, {
      ...(range === undefined ? {} : { range }),
      data: {
        step: failed?.step.number ?? null,
        lastOutput,
        ...(exitCode === undefined ? {} : { exitCode: Number(exitCode) }),
        ...(range === undefined
          ? {}
          : { excerpt: formatExcerpt(cutExcerpt(dockerfileText, range)) }),
      },
    });
  }
}

/** What builders say of the commonest mistakes. */
function codeOf(message: string) {
  if (
    /not found: not found|failed to stat|COPY failed|no such file or directory|failed to calculate checksum/i.test(
      message,
    )
  ) {
    return 'BUILD_COPY_SOURCE_NOT_FOUND';
  }
  if (
    /pull access denied|manifest unknown|failed to resolve source metadata|unable to find image|no such image|image not known/i.test(
      message,
    )
  ) {
    return 'IMAGE_NOT_FOUND';
  }
  if (/target stage .* could not be found|failed to reach build target/i.test(message)) {
    return 'DOCKERFILE_STAGE';
  }
  if (/no space left on device/i.test(message)) return 'DISK_FULL';
  return 'BUILD_STEP_FAILED';
}
