import { DarkroomError } from '../../../shared/errors';
import type { FromInstruction } from '../instructions/model';
import { didYouMean, suggest } from '../text/suggest';
import { expandWord, type Environment, type Expansion } from '../shell/expand';
import type { Dockerfile } from '../stages/dockerfile-model';
import { resolveGlobalArgs, type BuildSettings } from '../stages/global-args';
import { formatPlatform, parsePlatform, type PlatformParts } from '../stages/platform';
import { looksLikeImageName } from '../stages/references';
import type { Draft, LintOptions } from './model';
import { draft } from './text-checks';

/** The rules about FROM and the ARGs before it. */
export function fromChecks(dockerfile: Dockerfile, options: LintOptions): ReadonlyArray<Draft> {
  const { globalArgs } = options.plan;
  const declared = new Set([
    ...globalArgs.keys(),
    ...dockerfile.metaArgs.flatMap((arg) => arg.declarations.map(({ name }) => name)),
  ]);
  return [
    ...defaultArgs(dockerfile, options),
    ...dockerfile.stages.flatMap(({ from }) => [
      ...undefinedArgs(dockerfile, from, globalArgs, declared),
      ...platformFlag(dockerfile, from, options),
    ]),
  ];
}

/** What FROM names when the caller gives no build argument at all. */
function defaultArgs(dockerfile: Dockerfile, options: LintOptions): ReadonlyArray<Draft> {
  const settings: BuildSettings = {
    buildArgs: new Map(),
    target: undefined,
    buildPlatform: options.targetPlatform,
    targetPlatform: options.targetPlatform,
  };
  const args = tryExpand(() => resolveGlobalArgs(dockerfile, settings));
  if (args === undefined) return [];
  return dockerfile.stages.flatMap(({ from }) => {
    const name = tryExpand(() => expandWord(from.image, args, { escape: dockerfile.escape }));
    if (name === undefined || looksLikeImageName(name.text)) return [];
    // A stage may have a name that no image can have.
    const isStage = dockerfile.stages.some((stage) => stage.name === name.text.toLowerCase());
    if (isStage) return [];
    const message = `Default value for ARG ${from.image} results in empty or invalid base image name`;
    return [draft('InvalidDefaultArgInFrom', message, from, from.imageRange)];
  });
}

function undefinedArgs(
  dockerfile: Dockerfile,
  from: FromInstruction,
  globalArgs: Environment,
  declared: ReadonlySet<string>,
): ReadonlyArray<Draft> {
  const expansions = [from.image, from.platform].map((text) =>
    tryExpand(() => expandWord(text, globalArgs, { escape: dockerfile.escape })),
  );
  const unset = new Set(expansions.flatMap((expansion) => [...(expansion?.unset ?? [])]));
  return [...unset]
    .filter((name) => !declared.has(name))
    .map((name) => {
      const nearest = suggest(name, declared);
      const message = `FROM argument '${name}' is not declared${didYouMean(nearest)}`;
      const found = draft('UndefinedArgInFrom', message, from);
      return nearest === undefined ? found : { ...found, suggestion: nearest };
    });
}

function platformFlag(
  dockerfile: Dockerfile,
  from: FromInstruction,
  options: LintOptions,
): ReadonlyArray<Draft> {
  if (from.platform === '') return [];
  const { globalArgs } = options.plan;
  const expansion = tryExpand(() =>
    expandWord(from.platform, globalArgs, { escape: dockerfile.escape }),
  );
  if (expansion === undefined) return [];
  return [
    ...redundantPlatform(from, expansion, globalArgs),
    ...constantPlatform(from, expansion, options.targetPlatform),
  ];
}

function redundantPlatform(
  from: FromInstruction,
  expansion: Expansion,
  globalArgs: Environment,
): ReadonlyArray<Draft> {
  const isAlone = expansion.used.size === 1 && expansion.unset.size === 0;
  if (!isAlone || !expansion.used.has('TARGETPLATFORM')) return [];
  if (expansion.text !== globalArgs.get('TARGETPLATFORM')) return [];
  const message = `Setting platform to predefined ${from.platform} in FROM is redundant as this is the default behavior`;
  return [draft('RedundantTargetPlatform', message, from)];
}

/** A stage whose name says which platform it is for may ask for it. */
function constantPlatform(
  from: FromInstruction,
  expansion: Expansion,
  defaults: PlatformParts,
): ReadonlyArray<Draft> {
  if (expansion.used.size > 0 || expansion.unset.size > 0) return [];
  const platform = parsePlatform(expansion.text, defaults);
  if (platform === undefined) return [];
  const name = from.name ?? '';
  if (name.includes(platform.os) || name.includes(platform.architecture)) return [];
  const message = `FROM --platform flag should not use constant value "${expansion.text}"`;
  return [draft('FromPlatformFlagConstDisallowed', message, from)];
}

/** The base image's own platform, once it is known. */
export function basePlatform(
  from: FromInstruction,
  reference: string,
  expected: PlatformParts,
  actual: PlatformParts,
): ReadonlyArray<Draft> {
  if (expected.os === actual.os && expected.architecture === actual.architecture) return [];
  const message = `Base image ${reference} was pulled with platform "${formatPlatform(actual)}", expected "${formatPlatform(expected)}" for current build`;
  return [draft('InvalidBaseImagePlatform', message, from)];
}

/** What cannot be expanded is an error of the build; the checks have nothing to add. */
export function tryExpand<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof DarkroomError) return undefined;
    throw error;
  }
}
