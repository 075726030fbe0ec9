import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { hostname as machineName } from 'node:os';
import { join } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type { ContainerOptions } from '../../../../shared/model/container';
import type { ContainerConfig, ImageConfig } from '../../../../shared/model/image';
import { mergeHealthcheck } from './health';
import type { StoredMount } from './mounts';

/**
 * What a container was made with, kept in its folder: it does not change when the image's name moves
 * on, and a snapshot is built on it.
 */
export interface StoredConfig {
  /** The image's config at creation. */
  readonly image: ImageConfig;
  /** Docker's `Config` of the container: the image's with the options over it. */
  readonly config: ContainerConfig;
  readonly hostname: string;
  readonly mounts: ReadonlyArray<StoredMount>;
}

/** Merges as Docker does (daemon's `merge`): the options win, the image fills what they leave open. */
export function mergeConfig(image: ContainerConfig, options: ContainerOptions): ContainerConfig {
  const hasEntrypoint = options.entrypoint !== undefined;
  const command = options.command ?? [];
  const env = options.env ?? [];
  const envNames = new Set(env.map(nameOf));
  const healthcheck = mergeHealthcheck(image.Healthcheck, options.healthcheck);
  return {
    User: options.user ?? image.User ?? '',
    ...exposedPorts(image, options),
    Env: [...lastOfEach(env), ...(image.Env ?? []).filter((item) => !envNames.has(nameOf(item)))],
    Entrypoint: hasEntrypoint ? nullIfEmpty(options.entrypoint) : (image.Entrypoint ?? null),
    // An entrypoint of one's own makes the image's CMD meaningless.
    Cmd: command.length > 0 ? command : hasEntrypoint ? null : (image.Cmd ?? null),
    ...volumesOf(image, options),
    WorkingDir: options.workingDir ?? image.WorkingDir ?? '',
    Labels: { ...image.Labels, ...options.labels },
    ...stopSignal(options.stopSignal ?? image.StopSignal),
    ...(healthcheck === undefined ? {} : { Healthcheck: healthcheck }),
  };
}

/** The same variable given twice counts once, with its last value, at its first place. */
function lastOfEach(env: ReadonlyArray<string>): ReadonlyArray<string> {
  return [...new Map(env.map((item) => [nameOf(item), item])).values()];
}

type ExposedPorts = ContainerConfig['ExposedPorts'];

function exposedPorts(
  image: ContainerConfig,
  options: ContainerOptions,
): { ExposedPorts?: NonNullable<ExposedPorts> } {
  const published = (options.publish ?? []).map((port) => `${port.containerPort}/${port.protocol}`);
  const own = [...(options.expose ?? []), ...published];
  if (image.ExposedPorts === undefined && own.length === 0) return {};
  return { ExposedPorts: { ...image.ExposedPorts, ...places(own) } };
}

/** Docker counts the anonymous volumes of -v to the config, so that a snapshot has them too. */
function volumesOf(
  image: ContainerConfig,
  options: ContainerOptions,
): { Volumes?: NonNullable<ContainerConfig['Volumes']> } {
  const own = (options.mounts ?? []).flatMap((mount) =>
    mount.kind === 'volume' && mount.name === null && mount.style === 'short' ? [mount.target] : [],
  );
  if (image.Volumes === undefined && own.length === 0) return {};
  return { Volumes: { ...image.Volumes, ...places(own) } };
}

function places(names: ReadonlyArray<string>): Record<string, Record<string, never>> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

function stopSignal(signal: string | undefined): { StopSignal?: string } {
  return signal === undefined || signal === '' ? {} : { StopSignal: signal };
}

function nullIfEmpty(list: ReadonlyArray<string> | undefined): ReadonlyArray<string> | null {
  return list === undefined || list.length === 0 || (list.length === 1 && list[0] === '')
    ? null
    : list;
}

function nameOf(assignment: string): string {
  const equals = assignment.indexOf('=');
  return equals === -1 ? assignment : assignment.slice(0, equals);
}

/** The whole command line. INVALID_ARGUMENT when there is none, in Docker's words. */
export function commandLine(config: ContainerConfig): ReadonlyArray<string> {
  const args = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])];
  if (args.length > 0) return args;
  throw new DarkroomError('INVALID_ARGUMENT', 'No command specified', {
    hint: 'Give a command after the image; this image has none of its own.',
  });
}

/** The host name: as given, else the machine's where its network is asked for, else the short id. */
export function hostnameOf(id: string, options: ContainerOptions): string {
  if (options.hostname !== undefined && options.hostname !== '') return options.hostname;
  return options.network === 'host' || options.uts === 'host' ? machineName() : id.slice(0, 12);
}

const fileName = 'config.json';

export async function writeStoredConfig(folder: string, stored: StoredConfig): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o711 });
  await writeFile(join(folder, fileName), JSON.stringify(stored), { mode: 0o600 });
}

/** CONTAINER_NOT_FOUND when another process removed the container meanwhile. */
export async function readStoredConfig(folder: string): Promise<StoredConfig> {
  try {
    return JSON.parse(await readFile(join(folder, fileName), 'utf8')) as StoredConfig;
  } catch (error) {
    throw new DarkroomError(
      'CONTAINER_NOT_FOUND',
      `Read the container's settings: ${folder} is gone`,
      {
        cause: error,
      },
    );
  }
}
