import type { ContainerMount } from '../../../../shared/model/container';
import type { MountPoint } from '../../../../shared/model/volume';

/** An item of `Mounts` in `GET /containers/{id}/json`. */
export interface MountAnswer {
  readonly Type?: string;
  readonly Name?: string;
  readonly Source?: string;
  readonly Destination: string;
  readonly Mode?: string;
  readonly RW: boolean;
  readonly Propagation?: string;
}

export function mountPoints(
  mounts: ReadonlyArray<MountAnswer> | null | undefined,
): ReadonlyArray<MountPoint> {
  return (mounts ?? []).map((mount) => ({
    kind: mount.Type === 'volume' || mount.Type === 'tmpfs' ? mount.Type : 'bind',
    name: mount.Name ?? '',
    source: mount.Source ?? '',
    target: mount.Destination,
    readOnly: !mount.RW,
    mode: mount.Mode ?? '',
    propagation: mount.Type === 'bind' ? (mount.Propagation ?? '') : '',
  }));
}

/** The mounts as options that would make them again. */
export function mountOptions(mounts: ReadonlyArray<MountPoint>): ReadonlyArray<ContainerMount> {
  return mounts.map(({ kind, name, source, target, readOnly }) => {
    if (kind === 'bind') return { kind, source, target, readOnly };
    return kind === 'volume' ? { kind, name, target, readOnly } : { kind, target };
  });
}
