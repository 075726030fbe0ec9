import type {
  ContainerDetail,
  ContainerOptions,
  ContainerState,
  ContainerSummary,
  HealthReport,
} from '../../../../shared/model/container';
import { containerConfig, imageNames, prefixedId, type ConfigAnswer } from '../images/image-shapes';
import { mountOptions, mountPoints, type MountAnswer } from './mount-points';

interface HealthAnswer {
  readonly Status: string;
  readonly FailingStreak: number;
  readonly Log?: ReadonlyArray<{
    readonly Start: string;
    readonly End: string;
    readonly ExitCode: number;
    readonly Output: string;
  }> | null;
}

/** `GET /containers/{id}/json` of Docker's API v1.41, as far as it is read. */
export interface ContainerAnswer {
  readonly Id: string;
  readonly Name: string;
  readonly Created: string;
  readonly Path: string;
  readonly Args?: ReadonlyArray<string> | null;
  readonly Image: string;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly Paused?: boolean;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly Error?: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly OOMKilled?: boolean;
    readonly Health?: HealthAnswer | null;
  };
  readonly Config: ConfigAnswer & {
    readonly Image?: string;
    readonly Tty?: boolean;
    readonly OpenStdin?: boolean;
    readonly Hostname?: string;
    readonly StopTimeout?: number | null;
  };
  readonly HostConfig: {
    readonly AutoRemove?: boolean;
    readonly ReadonlyRootfs?: boolean;
    readonly NetworkMode?: string;
  };
  readonly Mounts?: ReadonlyArray<MountAnswer> | null;
  readonly LogPath?: string;
  readonly NetworkSettings?: {
    readonly Ports?: Readonly<
      Record<string, ReadonlyArray<{ readonly HostIp: string; readonly HostPort: string }> | null>
    > | null;
  };
}

/** Docker's zero time stands for "never". */
function timeOf(text: string): string | null {
  return text === '' || text.startsWith('0001-01-01') ? null : text;
}

/** Podman has words of its own for the same states. */
function stateOf(status: string): ContainerState {
  switch (status.toLowerCase()) {
    case 'running':
    case 'restarting':
    case 'stopping':
      return 'running';
    case 'paused':
      return 'paused';
    case 'created':
    case 'configured':
    case 'initialized':
      return 'created';
    case 'dead':
    case 'removing':
      return 'dead';
    default:
      return 'exited';
  }
}

export function containerSummary(container: ContainerAnswer): ContainerSummary {
  const { State, Config } = container;
  const state = stateOf(State.Status);
  const hasEnded = state === 'exited' || state === 'dead';
  return {
    id: container.Id,
    name: container.Name.replace(/^\//, ''),
    imageId: prefixedId(container.Image),
    imageName: imageNameOf(container),
    command: commandOf(container),
    state,
    exitCode: hasEnded ? State.ExitCode : null,
    createdAt: container.Created,
    startedAt: timeOf(State.StartedAt),
    finishedAt: hasEnded ? timeOf(State.FinishedAt) : null,
    tty: Config.Tty ?? false,
    labels: Config.Labels ?? {},
    health: healthReport(State.Health)?.status ?? null,
    mounts: mountPoints(container.Mounts),
  };
}

export function containerDetail(container: ContainerAnswer): ContainerDetail {
  const { State, Config } = container;
  return {
    ...containerSummary(container),
    pid: State.Pid > 0 ? State.Pid : null,
    options: optionsOf(container),
    config: containerConfig(Config),
    hostname: Config.Hostname ?? '',
    mounts: mountPoints(container.Mounts),
    healthReport: healthReport(State.Health),
    outOfMemory: State.OOMKilled ?? false,
    logPath: container.LogPath ?? '',
    env: Config.Env ?? [],
    workingDir: Config.WorkingDir ?? '',
    user: Config.User ?? '',
    entrypoint: wordsOf(Config.Entrypoint),
    args: Config.Cmd ?? [],
    error: State.Error ?? '',
  };
}

function commandOf(container: ContainerAnswer): ReadonlyArray<string> {
  return container.Path === '' ? [] : [container.Path, ...(container.Args ?? [])];
}

/** Podman tells an entrypoint as one text in some versions. */
function wordsOf(value: ReadonlyArray<string> | string | null | undefined): ReadonlyArray<string> {
  if (value === null || value === undefined || value === '') return [];
  return typeof value === 'string' ? [value] : value;
}

function imageNameOf({ Config, Image }: ContainerAnswer): string {
  const given = Config.Image ?? '';
  const id = prefixedId(Image).slice('sha256:'.length);
  const plain = given.replace(/^sha256:/, '');
  if (plain === '' || (/^[0-9a-f]+$/.test(plain) && id.startsWith(plain))) return id.slice(0, 12);
  return (
    imageNames([given])[0]?.replace(/:latest$/, given.endsWith(':latest') ? ':latest' : '') ?? given
  );
}

function optionsOf({ Config, HostConfig, Image, Name, Mounts }: ContainerAnswer): ContainerOptions {
  const network = HostConfig.NetworkMode;
  return {
    image: Config.Image ?? Image,
    name: Name.replace(/^\//, ''),
    command: Config.Cmd ?? [],
    entrypoint: wordsOf(Config.Entrypoint),
    env: Config.Env ?? [],
    workingDir: Config.WorkingDir ?? '',
    user: Config.User ?? '',
    hostname: Config.Hostname ?? '',
    tty: Config.Tty ?? false,
    interactive: Config.OpenStdin ?? false,
    autoRemove: HostConfig.AutoRemove ?? false,
    readOnly: HostConfig.ReadonlyRootfs ?? false,
    labels: Config.Labels ?? {},
    mounts: mountOptions(mountPoints(Mounts)),
    ...(network === 'host' || network === 'none' || network === 'bridge' ? { network } : {}),
    ...(Config.StopSignal === undefined ? {} : { stopSignal: Config.StopSignal }),
    ...(typeof Config.StopTimeout === 'number' ? { stopTimeoutSeconds: Config.StopTimeout } : {}),
  };
}

function healthReport(health: HealthAnswer | null | undefined): HealthReport | null {
  const status = health?.Status;
  if (status !== 'starting' && status !== 'healthy' && status !== 'unhealthy') return null;
  return {
    status,
    failingStreak: health?.FailingStreak ?? 0,
    log: (health?.Log ?? []).map(({ Start, End, ExitCode, Output }) => ({
      start: Start,
      end: End,
      exitCode: ExitCode,
      output: Output,
    })),
  };
}
