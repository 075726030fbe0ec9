import { DarkroomError } from '../../../shared/errors';
import {
  copySource,
  expandInstruction,
  mountSource,
  parseDockerfile,
  planBuild,
  startScope,
  withArgs,
  withEnv,
  type BuildPlan,
  type BuildSettings,
  type StageInstruction,
  type VariableScope,
} from '../../dockerfile/dockerfile';
import { cleanPath } from '../../dockerfile/text/clean-path';

/** An instruction that takes files from the context. */
export interface ContextUse {
  /** Where it begins in the Dockerfile. */
  readonly line: number;
  /** Paths from the context's root, possibly with wildcards; '' is all of it. */
  readonly source: string;
}

export interface ContextUses {
  readonly uses: ReadonlyArray<ContextUse>;
  /** False when some instruction's paths cannot be told, or the Dockerfile cannot be read. */
  readonly isComplete: boolean;
}

/**
 * What the instructions of all stages take from the context. Base images are not looked at: a path that
 * depends on a variable of one makes the answer incomplete.
 */
export function contextUses(
  dockerfileText: string,
  settings: Omit<BuildSettings, 'target'>,
): ContextUses {
  try {
    const plan = planBuild(parseDockerfile(dockerfileText), { ...settings, target: undefined });
    return usesOfPlan(plan, settings.buildArgs);
  } catch (error) {
    if (error instanceof DarkroomError) return { uses: [], isComplete: false };
    throw error;
  }
}

function usesOfPlan(plan: BuildPlan, buildArgs: ReadonlyMap<string, string>): ContextUses {
  const uses: ContextUse[] = [];
  let isComplete = true;
  const ends = new Map<number, VariableScope>();
  for (const [index, stage] of plan.stages.entries()) {
    const base = stage.base.kind === 'stage' ? ends.get(stage.base.index) : undefined;
    let scope = startScope([], base);
    for (const written of stage.instructions) {
      const { escape } = plan.dockerfile;
      const { instruction, unset } = expandInstruction(written, scope.environment, escape);
      const sources = sourcesOf(plan, instruction);
      if (sources.length > 0 && unset.size > 0) isComplete = false;
      const { line } = written.range.start;
      for (const source of sources) uses.push({ line, source: fromRoot(source) });
      if (instruction.kind === 'env') scope = withEnv(scope, instruction.pairs);
      if (instruction.kind === 'arg')
        scope = withArgs(scope, instruction, plan.globalArgs, buildArgs);
    }
    ends.set(index, scope);
  }
  return { uses, isComplete };
}

const remote = /^(https?|git|ssh):\/\/|^git@/;

function sourcesOf(plan: BuildPlan, instruction: StageInstruction): ReadonlyArray<string> {
  const { dockerfile, namedContexts } = plan;
  switch (instruction.kind) {
    case 'add':
      return instruction.sources.filter((source) => !remote.test(source));
    case 'copy':
      return copySource(dockerfile, instruction.from, namedContexts).kind === 'context'
        ? instruction.sources
        : [];
    case 'run':
      return instruction.mounts.flatMap((mount) =>
        mount.kind === 'bind' &&
        mountSource(dockerfile, mount.from, namedContexts).kind === 'context'
          ? [mount.source]
          : [],
      );
    default:
      return [];
  }
}

function fromRoot(source: string): string {
  const path = cleanPath(source).replace(/^\/+/, '');
  return path === '.' || path.startsWith('..') ? '' : path;
}
