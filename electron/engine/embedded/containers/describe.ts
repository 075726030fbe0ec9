import type { ContainerDetail, ContainerSummary } from '../../../../shared/model/container';
import type { ContainerRecord } from '../../../store/store';
import type { StoredConfig } from './container-config';

/** A container as lists show it; `stored` is null when another process is just removing it. */
export function summary(record: ContainerRecord, stored: StoredConfig | null): ContainerSummary {
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
  };
}

export function detail(record: ContainerRecord, stored: StoredConfig): ContainerDetail {
  const { config } = stored;
  return {
    ...summary(record, stored),
    pid: record.pid,
    options: record.options,
    env: config.Env ?? [],
    workingDir: config.WorkingDir ?? '',
    user: config.User ?? '',
    entrypoint: config.Entrypoint ?? [],
    args: config.Cmd ?? [],
    error: record.error,
  };
}
