import type { ContainerDetail } from '../../shared/model/container';
import type { ContainerConfig, ImageDetail } from '../../shared/model/image';

/** `docker image inspect`'s document: field names and shapes of the Docker Engine API v1.45. */
export function imageDocument(image: ImageDetail): Readonly<Record<string, unknown>> {
  const { config } = image;
  return {
    Id: image.id,
    RepoTags: image.names,
    RepoDigests: [],
    Comment: config.comment ?? config.history.at(-1)?.comment ?? '',
    Created: config.created ?? '',
    Author: config.author ?? '',
    Config: configDocument(config.config),
    Architecture: config.architecture,
    ...(config.variant === undefined ? {} : { Variant: config.variant }),
    Os: config.os,
    Size: image.sizeBytes,
    RootFS: { Type: 'layers', Layers: config.rootfs.diff_ids },
  };
}

function configDocument(config: ContainerConfig): Readonly<Record<string, unknown>> {
  return {
    ...config,
    User: config.User ?? '',
    Env: config.Env ?? [],
    Cmd: config.Cmd ?? null,
    Entrypoint: config.Entrypoint ?? null,
    WorkingDir: config.WorkingDir ?? '',
    Volumes: config.Volumes ?? null,
    OnBuild: config.OnBuild ?? null,
    Labels: config.Labels ?? null,
  };
}

/** The part of `docker container inspect`'s document that the embedded engine has an answer for. */
export function containerDocument(container: ContainerDetail): Readonly<Record<string, unknown>> {
  const { options } = container;
  return {
    Id: container.id,
    Created: container.createdAt,
    Path: [...container.entrypoint, ...container.args][0] ?? '',
    Args: [...container.entrypoint, ...container.args].slice(1),
    State: {
      Status: container.state,
      Running: container.state === 'running' || container.state === 'paused',
      Paused: container.state === 'paused',
      Pid: container.pid ?? 0,
      ExitCode: container.exitCode ?? 0,
      Error: container.error,
      StartedAt: container.startedAt ?? '0001-01-01T00:00:00Z',
      FinishedAt: container.finishedAt ?? '0001-01-01T00:00:00Z',
    },
    Image: container.imageId,
    Name: `/${container.name}`,
    HostConfig: {
      AutoRemove: options.autoRemove ?? false,
      Binds: (options.binds ?? []).map((b) => `${b.source}:${b.target}${b.readOnly ? ':ro' : ''}`),
      NetworkMode: options.network ?? 'host',
      ReadonlyRootfs: options.readOnly ?? false,
    },
    Config: {
      Hostname: options.hostname ?? container.id.slice(0, 12),
      User: container.user,
      Tty: container.tty,
      OpenStdin: options.interactive ?? false,
      Env: container.env,
      Cmd: container.args,
      Image: container.imageName,
      WorkingDir: container.workingDir,
      Entrypoint: container.entrypoint.length === 0 ? null : container.entrypoint,
      Labels: container.labels,
    },
  };
}
