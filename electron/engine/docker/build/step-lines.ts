import type { SourceRange } from '../../../../shared/errors';
import { parseDockerfile, type Dockerfile, type Stage } from '../../../dockerfile/dockerfile';

/** Where a builder's steps stand in the Dockerfile. */
export class StepLines {
  private readonly dockerfile: Dockerfile | null;

  constructor(text: string) {
    this.dockerfile = tryParse(text);
  }

  /**
   * BuildKit counts, per stage, FROM and what makes files: `[stage 2/4]` is the second of them.
   * `stage` is a name, `stage-0`, or '' where the target is the only stage.
   */
  ofBuildKit(stage: string, position: number): SourceRange | null {
    const found = this.stage(stage);
    if (found === undefined) return null;
    if (position === 1) return found.from.range;
    const makers = found.instructions.filter((one) =>
      ['run', 'copy', 'add', 'workdir'].includes(one.kind),
    );
    return makers[position - 2]?.range ?? null;
  }

  /** The stage's name, or `stage-0`, as the step log has it. */
  stageLabel(stage: string): string {
    const found = this.stage(stage);
    return found === undefined ? stage : labelOf(found);
  }

  /** The classic builder counts every instruction of the whole file, ARG before FROM too. */
  ofClassic(position: number): { readonly range: SourceRange; readonly stage: string } | null {
    const all = (this.dockerfile?.metaArgs ?? []).map((arg) => ({ range: arg.range, stage: '' }));
    for (const stage of this.dockerfile?.stages ?? []) {
      const label = labelOf(stage);
      all.push({ range: stage.from.range, stage: label });
      all.push(...stage.instructions.map(({ range }) => ({ range, stage: label })));
    }
    return all[position - 1] ?? null;
  }

  private stage(label: string): Stage | undefined {
    const stages = this.dockerfile?.stages ?? [];
    if (label === '') return stages.at(-1);
    const number = /^stage-(\d+)$/.exec(label)?.[1];
    return stages.find((stage) =>
      number === undefined ? stage.name === label.toLowerCase() : stage.index === Number(number),
    );
  }
}

const labelOf = (stage: Stage) => stage.name ?? `stage-${stage.index}`;

function tryParse(text: string): Dockerfile | null {
  try {
    return parseDockerfile(text);
  } catch {
    return null; // a frontend of its own (# syntax=) may understand what we do not
  }
}
