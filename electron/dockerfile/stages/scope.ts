import type { ArgInstruction, KeyValue } from '../instructions/model';
import type { Environment } from '../shell/expand';

/** An arg that a stage has declared. */
export interface DeclaredArg {
  readonly name: string;
  /** Undefined when neither the caller nor the Dockerfile gives it a value. */
  readonly value: string | undefined;
}

/**
 * The variables at one place of a stage. `environment` is what expansion and RUN see: the base's
 * environment, then ENV and ARG in the order they come, later ones replacing earlier ones.
 * `args` are the ARGs of this stage, in the order they were declared.
 */
export interface VariableScope {
  readonly environment: Environment;
  readonly args: ReadonlyArray<DeclaredArg>;
}

/** Set where a base image has none, as every builder does. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The scope at the start of a stage. `imageEnvironment` is the `Env` of the base's configuration;
 * `base` the last scope of the stage it starts from: that stage's ARG values stay visible, under
 * what the image itself says.
 */
export function startScope(
  imageEnvironment: ReadonlyArray<string>,
  base?: VariableScope,
): VariableScope {
  const environment = new Map(base?.environment ?? []);
  for (const entry of imageEnvironment) {
    const equals = entry.indexOf('=');
    if (equals === -1) environment.set(entry, '');
    else environment.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  if (!environment.has('PATH')) environment.set('PATH', defaultPath);
  return { environment, args: [] };
}

/** The scope behind an expanded ENV. */
export function withEnv(scope: VariableScope, pairs: ReadonlyArray<KeyValue>): VariableScope {
  const environment = new Map(scope.environment);
  for (const pair of pairs) environment.set(pair.key, pair.value);
  return { ...scope, environment };
}

/** Args that steer the builder itself and never reach an environment. */
const builderArgs = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

/**
 * The scope behind an expanded ARG. What the caller gives wins over the default, the default over
 * an ARG before the first FROM and over the predefined ones.
 */
export function withArgs(
  scope: VariableScope,
  instruction: ArgInstruction,
  globalArgs: Environment,
  buildArgs: ReadonlyMap<string, string>,
): VariableScope {
  const environment = new Map(scope.environment);
  const args = [...scope.args];
  for (const declaration of instruction.declarations) {
    const { name } = declaration;
    const value = buildArgs.get(name) ?? declaration.default ?? globalArgs.get(name);
    args.push({ name, value }); // a name declared twice stands twice in the history of Docker 26.1
    if (value !== undefined && !builderArgs.has(name)) environment.set(name, value);
  }
  return { environment, args };
}

const proxyNames = new Set(['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy']);

/**
 * The proxy variables for RUN, from `--build-arg`, in both spellings. They need no ARG, stay out of
 * the history and out of cache keys.
 */
export function proxyEnvironment(buildArgs: ReadonlyMap<string, string>): Environment {
  const result = new Map<string, string>();
  for (const name of [...buildArgs.keys()].sort()) {
    if (!proxyNames.has(name.toLowerCase())) continue;
    const value = buildArgs.get(name) ?? '';
    result.set(name.toLowerCase(), value);
    result.set(name.toUpperCase(), value);
  }
  return result;
}
