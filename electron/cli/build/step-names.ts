import type { BuildStep } from '../../../shared/model/job';

/**
 * Steps as BuildKit names them: `[build 2/3] RUN …`. FROM counts as a stage's first step; a file of
 * one stage without a name shows no stage. Every step is announced before the first one runs.
 */
export class StepNames {
  private readonly stages = new Map<string, number[]>();

  add(step: BuildStep): void {
    if (step.stage === '') return;
    const numbers = this.stages.get(step.stage) ?? [];
    if (!numbers.includes(step.number)) numbers.push(step.number);
    this.stages.set(step.stage, numbers);
  }

  name(step: BuildStep): string {
    if (step.stage === '') return step.title;
    const numbers = this.stages.get(step.stage) ?? [];
    const isOnly = this.stages.size === 1 && step.stage === 'stage-0';
    const position = `${numbers.indexOf(step.number) + 2}/${numbers.length + 1}`;
    return `[${isOnly ? '' : `${step.stage} `}${position}] ${step.title}`;
  }
}

/** How a step ended, in BuildKit's word; null while it has not. */
export function endWord(step: BuildStep): 'CACHED' | 'DONE' | 'ERROR' | 'CANCELED' | null {
  switch (step.state) {
    case 'waiting':
    case 'running':
      return null;
    case 'cached':
      return 'CACHED';
    case 'done':
      return 'DONE';
    case 'failed':
      return 'ERROR';
    case 'cancelled':
      return 'CANCELED';
  }
}

export function stepSeconds(step: BuildStep): number {
  return ((step.finishedAt ?? 0) - (step.startedAt ?? 0)) / 1000;
}
