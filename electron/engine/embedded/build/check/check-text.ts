import { DarkroomError, isCancelled } from '../../../../../shared/errors';
import type { BuildCheck, BuildRequest } from '../../../../../shared/model/build';
import type {
  BuildArg,
  BuildProblem,
  BuildSecret,
  BuildTextCheck,
  BuildTextRequest,
} from '../../../../../shared/model/build-page';
import { looksSecret } from '../../../../../shared/model/secret-name';
import {
  expandInstruction,
  parseDockerfile,
  type Dockerfile,
  type RunInstruction,
} from '../../../../dockerfile/dockerfile';

type Check = (options: BuildRequest) => Promise<BuildCheck>;

/**
 * What is wrong with a text and what can be given to its build. Never rejects for what stands in the
 * text: an error that would end the build is one of its problems.
 */
export async function checkText(request: BuildTextRequest, check: Check): Promise<BuildTextCheck> {
  if (request.text.trim() === '') return { ...unreadable, problems: [] };
  try {
    const dockerfile = parseDockerfile(request.text);
    return {
      problems: await problemsOf(request, check),
      args: argsOf(dockerfile),
      targets: dockerfile.stages.flatMap((stage) => stage.name ?? []),
      secrets: secretsOf(dockerfile),
      isReadable: true,
    };
  } catch (error) {
    return { ...unreadable, problems: [problemOf(error)] };
  }
}

const unreadable = { args: [], targets: [], secrets: [], isReadable: false } as const;

async function problemsOf(
  request: BuildTextRequest,
  check: Check,
): Promise<ReadonlyArray<BuildProblem>> {
  const { contextPath, dockerfilePath, text, buildArgs, target, platform } = request;
  try {
    const { warnings, failsBuild } = await check({
      contextPath,
      ...(dockerfilePath === null ? {} : { dockerfilePath }),
      dockerfileText: text,
      buildArgs,
      ...(target === '' ? {} : { target }),
      ...(platform === '' ? {} : { platform }),
    });
    return warnings.map(({ rule, page, message, summary, range }) => ({
      severity: failsBuild ? 'error' : 'warning',
      name: rule,
      page,
      message,
      hint: summary,
      range,
    }));
  } catch (error) {
    return [problemOf(error)];
  }
}

/** Errors that say nothing about the text go on. */
function problemOf(error: unknown): BuildProblem {
  if (!(error instanceof DarkroomError) || isCancelled(error)) throw error;
  const { code, message, hint = '', range = null } = error;
  return { severity: 'error', name: code, page: null, message, hint, range };
}

function argsOf(dockerfile: Dockerfile): ReadonlyArray<BuildArg> {
  const instructions = [
    ...dockerfile.metaArgs,
    ...dockerfile.stages.flatMap((stage) => stage.instructions),
  ];
  const args = new Map<string, string | null>();
  for (const instruction of instructions) {
    if (instruction.kind !== 'arg') continue;
    for (const { name, default: value } of instruction.declarations) {
      args.set(name, args.get(name) ?? value ?? null);
    }
  }
  return [...args].map(([name, defaultValue]) => ({
    name,
    defaultValue,
    isSecret: looksSecret(name),
  }));
}

function secretsOf(dockerfile: Dockerfile): ReadonlyArray<BuildSecret> {
  const found = new Map<string, boolean>();
  for (const instruction of dockerfile.stages.flatMap((stage) => stage.instructions)) {
    if (instruction.kind !== 'run' || instruction.mountFlags.length === 0) continue;
    for (const mount of mountsOf(instruction, dockerfile)) {
      if (mount.kind !== 'secret') continue;
      found.set(mount.id, found.get(mount.id) === true || mount.required);
    }
  }
  return [...found].map(([id, isRequired]) => ({ id, isRequired }));
}

/** Ids may hold variables, but seldom do: what cannot be told is not offered. */
function mountsOf(instruction: RunInstruction, dockerfile: Dockerfile): RunInstruction['mounts'] {
  try {
    return expandInstruction(instruction, new Map(), dockerfile.escape).instruction.mounts;
  } catch (error) {
    if (error instanceof DarkroomError) return [];
    throw error;
  }
}
