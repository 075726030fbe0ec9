import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type { ContainerOptions } from '../../../../shared/model/container';
import type { ContainerConfig, ImageConfig } from '../../../../shared/model/image';
import { defaultPath } from '../../../runtime/spec/defaults';
import { mergeEnvironment } from '../../../runtime/spec/environment';
import type { ContainerSpec, SandboxMount } from '../../../runtime/step';

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
}

/** Merges as Docker does (daemon's `merge`): the options win, the image fills what they leave open. */
export function mergeConfig(image: ContainerConfig, options: ContainerOptions): ContainerConfig {
  const hasEntrypoint = options.entrypoint !== undefined;
  const command = options.command ?? [];
  const env = options.env ?? [];
  const envNames = new Set(env.map(nameOf));
  return {
    User: options.user ?? image.User ?? '',
    ...(image.ExposedPorts === undefined ? {} : { ExposedPorts: image.ExposedPorts }),
    Env: [
      ...mergeEnvironment([], env),
      ...(image.Env ?? []).filter((item) => !envNames.has(nameOf(item))),
    ],
    Entrypoint: hasEntrypoint ? nullIfEmpty(options.entrypoint) : (image.Entrypoint ?? null),
    // An entrypoint of one's own makes the image's CMD meaningless.
    Cmd: command.length > 0 ? command : hasEntrypoint ? null : (image.Cmd ?? null),
    ...(image.Volumes === undefined ? {} : { Volumes: image.Volumes }),
    WorkingDir: options.workingDir ?? image.WorkingDir ?? '',
    Labels: { ...image.Labels, ...options.labels },
    ...stopSignal(options.stopSignal ?? image.StopSignal),
    ...(image.Healthcheck === undefined ? {} : { Healthcheck: image.Healthcheck }),
  };
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

/** The host name: as given, else the short id. */
export function hostnameOf(id: string, options: ContainerOptions): string {
  if (options.hostname !== undefined && options.hostname !== '') return options.hostname;
  return id.slice(0, 12);
}

/** What the sandbox starts. */
export function containerSpec(
  id: string,
  stored: StoredConfig,
  options: ContainerOptions,
): ContainerSpec {
  const { config, hostname } = stored;
  const tty = options.tty ?? false;
  const mounts = (options.binds ?? []).map(({ source, target, readOnly }): SandboxMount => ({
    kind: 'bind',
    source,
    target: plainPath(target),
    readOnly,
  }));
  const covered = new Set(mounts.map(({ target }) => target));
  return {
    id,
    lowers: stored.image.rootfs.diff_ids,
    args: commandLine(config),
    env: mergeEnvironment(
      [`PATH=${defaultPath}`, `HOSTNAME=${hostname}`, ...(tty ? ['TERM=xterm'] : [])],
      config.Env ?? [],
    ),
    workingDir:
      config.WorkingDir === undefined || config.WorkingDir === '' ? '/' : config.WorkingDir,
    user: config.User ?? '',
    network: options.network ?? 'host',
    hostname,
    tty,
    openStdin: options.interactive ?? false,
    readOnly: options.readOnly ?? false,
    mounts,
    volumes: Object.keys(config.Volumes ?? {})
      .map(plainPath)
      .filter((path) => path.startsWith('/') && !covered.has(path)),
  };
}

/** Without doubled and trailing slashes, so that the same place is written in one way. */
function plainPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
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
