import { DarkroomError } from '../../../shared/errors';
import type { ContainerConfig, Healthcheck, ImageConfig } from '../../../shared/model/image';
import {
  commandArgs,
  healthTest,
  type AddInstruction,
  type ArgInstruction,
  type CopyInstruction,
  type HealthCheck,
  type KeyValue,
  type RunInstruction,
  type StageInstruction,
} from '../../dockerfile/dockerfile';
import { isSignal } from './signals';

/** The instructions that only change an image's configuration (WORKDIR also makes a folder). */
export type ConfigInstruction = Exclude<
  StageInstruction,
  AddInstruction | ArgInstruction | CopyInstruction | RunInstruction
>;

export interface ConfigState {
  /** A CMD came before: then ENTRYPOINT leaves it alone. */
  readonly commandSet: boolean;
}

export function isConfigInstruction(
  instruction: StageInstruction,
): instruction is ConfigInstruction {
  const { kind } = instruction;
  return kind !== 'add' && kind !== 'arg' && kind !== 'copy' && kind !== 'run';
}

/** The config after one expanded instruction; history is the caller's. INVALID_ARGUMENT. */
export function applyConfigInstruction(
  config: ImageConfig,
  instruction: ConfigInstruction,
  state: ConfigState,
): ImageConfig {
  const before = config.config;
  const changed = (change: ContainerConfig): ImageConfig => ({
    ...config,
    config: { ...before, ...change },
  });
  switch (instruction.kind) {
    case 'cmd':
      return changed({ Cmd: stored(commandArgs(instruction.command, before.Shell ?? [])) });
    case 'entrypoint': {
      const Entrypoint = stored(commandArgs(instruction.command, before.Shell ?? []));
      return state.commandSet ? changed({ Entrypoint }) : changed({ Entrypoint, Cmd: undefined });
    }
    case 'env':
      return changed({ Env: withVariables(before.Env ?? [], instruction.pairs) });
    case 'expose':
      return changed({ ExposedPorts: withKeys(before.ExposedPorts, instruction.ports) });
    case 'healthcheck':
      return changed({ Healthcheck: healthcheck(instruction.healthCheck) });
    case 'label': {
      const added = instruction.pairs.map(({ key, value }) => [key, value] as const);
      return changed({ Labels: { ...before.Labels, ...Object.fromEntries(added) } });
    }
    case 'maintainer':
      return { ...config, author: instruction.author };
    case 'onbuild':
      return changed({ OnBuild: [...(before.OnBuild ?? []), instruction.expression] });
    case 'shell':
      return changed({ Shell: instruction.shell });
    case 'stopsignal':
      if (!isSignal(instruction.signal)) {
        throw new DarkroomError('INVALID_ARGUMENT', `invalid signal: ${instruction.signal}`, {
          range: instruction.range,
          hint: 'Write a name such as SIGTERM or a number from 1 to 64.',
        });
      }
      return changed({ StopSignal: instruction.signal });
    case 'user':
      return changed({ User: instruction.user });
    case 'volume':
      return changed({ Volumes: withKeys(before.Volumes, instruction.paths) });
    case 'workdir':
      return changed({ WorkingDir: joinWorkingDir(before.WorkingDir ?? '', instruction.path) });
  }
}

/** An empty list is not stored, as Go leaves it out. */
function stored(args: ReadonlyArray<string>): ReadonlyArray<string> | undefined {
  return args.length === 0 ? undefined : args;
}

/** The working directory after `WORKDIR path`: an absolute path stays as written, as in Docker. */
export function joinWorkingDir(current: string, path: string): string {
  return path.startsWith('/') ? path : cleanAbsolute(`${current}/${path}`);
}

/** An absolute path without `.`, `..` and doubled slashes. */
export function cleanAbsolute(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function withVariables(
  env: ReadonlyArray<string>,
  pairs: ReadonlyArray<KeyValue>,
): ReadonlyArray<string> {
  const result = [...env];
  for (const { key, value } of pairs) {
    const index = result.findIndex((entry) => entry === key || entry.startsWith(`${key}=`));
    if (index < 0) result.push(`${key}=${value}`);
    else result[index] = `${key}=${value}`;
  }
  return result;
}

/** Keys sorted, as Go writes a map. */
function withKeys(
  before: Readonly<Record<string, Record<string, never>>> | undefined,
  keys: ReadonlyArray<string>,
): Readonly<Record<string, Record<string, never>>> {
  const all = [...new Set([...Object.keys(before ?? {}), ...keys])].sort();
  return Object.fromEntries(all.map((key) => [key, {}]));
}

/** The shell of a health check is chosen when it runs. */
function healthcheck(check: HealthCheck): Healthcheck {
  const Test = healthTest(check);
  if (check.kind === 'none') return { Test };
  return {
    Test,
    ...(check.interval === 0 ? {} : { Interval: check.interval }),
    ...(check.timeout === 0 ? {} : { Timeout: check.timeout }),
    ...(check.startPeriod === 0 ? {} : { StartPeriod: check.startPeriod }),
    ...(check.startInterval === 0 ? {} : { StartInterval: check.startInterval }),
    ...(check.retries === 0 ? {} : { Retries: check.retries }),
  };
}
