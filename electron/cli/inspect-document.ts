import type { ContainerConfig, ImageDetail } from '../../shared/model/image';

/** `docker image inspect`'s document: field names and shapes of the Docker Engine API v1.45. */
export function imageDocument(image: ImageDetail): Readonly<Record<string, unknown>> {
  const { config } = image;
  return {
    Id: image.id,
    RepoTags: image.names,
    RepoDigests: image.repoDigests ?? [],
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

export function configDocument(config: ContainerConfig): Readonly<Record<string, unknown>> {
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
