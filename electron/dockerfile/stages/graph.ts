import { DarkroomError } from '../../../shared/errors';
import type { StageInstruction } from '../instructions/model';
import { locate } from '../text/locate';
import { expandWord } from '../shell/expand';
import type { Dockerfile } from './dockerfile-model';
import type { FileSource, PlannedStage } from './plan-model';
import { findNamedContext } from './references';

/**
 * Where COPY --from takes its files. '' is the build context, a number a stage. Throws
 * DOCKERFILE_STAGE for a number without a stage and for a variable in the name.
 */
export function copySource(
  dockerfile: Dockerfile,
  from: string,
  namedContexts: ReadonlyArray<string>,
): FileSource {
  if (from === '') return { kind: 'context' };
  const { text } = expandWord(from, new Map(), { escape: dockerfile.escape });
  if (text !== from) {
    throw new DarkroomError(
      'DOCKERFILE_STAGE',
      'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
      { data: { from }, hint: `Write FROM ${from} AS name above and use --from=name.` },
    );
  }
  if (/^[+-]?\d+$/.test(from)) {
    const index = Number(from);
    if (index >= 0 && index < dockerfile.stages.length) return { kind: 'stage', index };
    throw new DarkroomError('DOCKERFILE_STAGE', `invalid stage index ${index}`, {
      data: { from },
      hint: `The stages are numbered from 0 to ${dockerfile.stages.length - 1}.`,
    });
  }
  return namedSource(dockerfile, from, namedContexts);
}

/** Where a mount takes its files: like {@link copySource}, but a number is no stage. */
export function mountSource(
  dockerfile: Dockerfile,
  from: string,
  namedContexts: ReadonlyArray<string>,
): FileSource {
  return from === '' ? { kind: 'context' } : namedSource(dockerfile, from, namedContexts);
}

function namedSource(
  dockerfile: Dockerfile,
  name: string,
  namedContexts: ReadonlyArray<string>,
): FileSource {
  const lower = name.toLowerCase();
  const stage = [...dockerfile.stages].reverse().find((candidate) => candidate.name === lower);
  if (stage !== undefined) return { kind: 'stage', index: stage.index };
  const context = findNamedContext(name, namedContexts);
  if (context !== undefined) return { kind: 'namedContext', name: context };
  return name === 'scratch' ? { kind: 'scratch' } : { kind: 'image', reference: name };
}

/** The sources that an instruction reads besides the build context. */
export function instructionSources(
  dockerfile: Dockerfile,
  instruction: StageInstruction,
  namedContexts: ReadonlyArray<string>,
): ReadonlyArray<FileSource> {
  if (instruction.kind === 'copy') {
    return [copySource(dockerfile, instruction.from, namedContexts)];
  }
  if (instruction.kind !== 'run') return [];
  return instruction.mountFlags.map((flag) => mountSource(dockerfile, flag.from, namedContexts));
}

/** The indexes of the stages that a stage with these instructions needs, sorted. */
export function dependenciesOf(
  dockerfile: Dockerfile,
  base: FileSource,
  instructions: ReadonlyArray<StageInstruction>,
  namedContexts: ReadonlyArray<string>,
): ReadonlyArray<number> {
  const found = new Set<number>(base.kind === 'stage' ? [base.index] : []);
  for (const instruction of instructions) {
    const sources = locate(instruction.range, () =>
      instructionSources(dockerfile, instruction, namedContexts),
    );
    for (const source of sources) if (source.kind === 'stage') found.add(source.index);
  }
  return [...found].sort((left, right) => left - right);
}

/**
 * Refuses stages that need themselves, directly or through others, and needed stages that read a
 * later one. The error stands at the instruction that reads the wrong stage.
 */
export function checkOrder(
  stages: ReadonlyArray<PlannedStage>,
  needed: ReadonlyArray<number>,
): void {
  for (const planned of stages) {
    const { index } = planned.stage;
    const later = planned.dependencies.find((dependency) => dependency >= index);
    if (later === undefined) continue;
    const circular = reaches(stages, later, index);
    if (!circular && !needed.includes(index)) continue;
    const range = readerOf(stages, planned, later) ?? planned.stage.from.range;
    const title = stages[later]?.title ?? String(later);
    throw new DarkroomError(
      'DOCKERFILE_STAGE',
      circular
        ? `circular dependency detected on stage: ${planned.title}`
        : `cannot copy from stage "${title}", it needs to be defined before current stage "${planned.title}"`,
      {
        range,
        data: { stage: planned.title, needs: title },
        hint: circular
          ? 'A stage cannot use its own result.'
          : `Move the stage ${title} above ${planned.title}.`,
      },
    );
  }
}

function reaches(stages: ReadonlyArray<PlannedStage>, from: number, to: number): boolean {
  const seen = new Set<number>();
  const waiting = [from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (index === to) return true;
    if (seen.has(index)) continue;
    seen.add(index);
    waiting.push(...(stages[index]?.dependencies ?? []));
  }
  return false;
}

function readerOf(
  stages: ReadonlyArray<PlannedStage>,
  planned: PlannedStage,
  needed: number,
): StageInstruction['range'] | undefined {
  const name = stages[needed]?.stage.name;
  const means = (from: string): boolean =>
    from !== '' && (from.toLowerCase() === name || Number(from) === needed);
  const reader = planned.instructions.find((instruction) =>
    instruction.kind === 'copy'
      ? means(instruction.from)
      : instruction.kind === 'run' && instruction.mountFlags.some((flag) => means(flag.from)),
  );
  return reader?.range;
}

/** The target and everything it needs, sorted. */
export function neededStages(
  stages: ReadonlyArray<PlannedStage>,
  target: number,
): ReadonlyArray<number> {
  const needed = new Set<number>();
  const waiting = [target];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (needed.has(index)) continue;
    needed.add(index);
    waiting.push(...(stages[index]?.dependencies ?? []));
  }
  return [...needed].sort((left, right) => left - right);
}
