import type { BuildOutline } from '../../../../../shared/model/build';
import {
  expandInstruction,
  type BuildPlan,
  type RunMount,
  type StageInstruction,
} from '../../../../dockerfile/dockerfile';

/** What the target of a plan can be given: arguments, secrets and agents of the stages it needs. */
export function outlineOf(plan: BuildPlan, buildArgs: ReadonlyMap<string, string>): BuildOutline {
  const { dockerfile, stages, target, needed } = plan;
  const instructions = needed.flatMap((index) => stages[index]?.instructions ?? []);
  const args = argsOf([...dockerfile.metaArgs, ...instructions], buildArgs);
  // mounts may hold variables; those that only a base image sets are not known here
  const values = new Map(args.map(({ name, value }) => [name, value ?? '']));
  const mounts = instructions.flatMap((one) => {
    if (one.kind !== 'run') return [];
    const { instruction } = expandInstruction(one, values, dockerfile.escape);
    return instruction.kind === 'run' ? instruction.mounts : [];
  });
  return {
    target: stages[target]?.stage.name ?? '',
    defaultTarget: stages.length - 1,
    targets: stages.map(({ stage }) => ({
      index: stage.index,
      name: stage.name ?? '',
      base: stage.from.image,
    })),
    args,
    secrets: idsOf(mounts, 'secret'),
    sshIds: idsOf(mounts, 'ssh'),
  };
}

function argsOf(
  instructions: ReadonlyArray<StageInstruction>,
  buildArgs: ReadonlyMap<string, string>,
): BuildOutline['args'] {
  const values = new Map<string, string | null>();
  for (const instruction of instructions) {
    if (instruction.kind !== 'arg') continue;
    for (const { name, default: written } of instruction.declarations) {
      values.set(name, buildArgs.get(name) ?? values.get(name) ?? written ?? null);
    }
  }
  return [...values].map(([name, value]) => ({ name, value }));
}

function idsOf(mounts: ReadonlyArray<RunMount>, kind: 'secret' | 'ssh'): BuildOutline['secrets'] {
  const required = new Map<string, boolean>();
  for (const mount of mounts) {
    if (mount.kind !== kind) continue;
    const id = mount.id === '' ? 'default' : mount.id;
    required.set(id, mount.required || required.get(id) === true);
  }
  return [...required].map(([id, isRequired]) => ({ id, isRequired }));
}
