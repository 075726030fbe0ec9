import type {
  ContainerDetail,
  ContainerSummary,
  HealthReport,
  NetworkPort,
} from '../../../../shared/model/container';
import type { ContainerRecord } from '../../../store/store';
import type { StoredConfig } from './container-config';

/** A container as lists show it; `stored` is null when another process is just removing it. */
export function summary(
  record: ContainerRecord,
  stored: StoredConfig | null,
  health: HealthReport | null,
  ports: ReadonlyArray<NetworkPort> = [],
): ContainerSummary {
  const config = stored?.config;
  return {
    id: record.id,
    name: record.name,
    imageId: record.imageId,
    imageName: record.imageName,
    command: [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])],
    state: record.state,
    exitCode: record.exitCode,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    tty: record.options.tty ?? false,
    labels: config?.Labels ?? {},
    health: record.state === 'running' ? (health?.status ?? null) : null,
    mounts: (stored?.mounts ?? []).map(({ point }) => point),
    network: record.options.network ?? 'host',
    ports,
    exposedPorts: Object.keys(config?.ExposedPorts ?? {}),
  };
}

export function detail(
  record: ContainerRecord,
  stored: StoredConfig,
  health: HealthReport | null,
  runtime: {
    readonly ports: ReadonlyArray<NetworkPort>;
    readonly logPath: string;
    readonly outOfMemory: boolean;
  },
): ContainerDetail {
  const { config, hostname, mounts } = stored;
  return {
    ...summary(record, stored, health, runtime.ports),
    pid: record.pid,
    options: record.options,
    config,
    hostname,
    mounts: mounts.filter(({ listed }) => listed).map(({ point }) => point),
    healthReport: health,
    ...runtime,
    env: config.Env ?? [],
    workingDir: config.WorkingDir ?? '',
    user: config.User ?? '',
    entrypoint: config.Entrypoint ?? [],
    args: config.Cmd ?? [],
    error: record.error,
  };
}
