import type { MountPoint } from '../../shared/model/volume';

/** Where a mount's data comes from, for people: the volume's name, the path, or what it is. */
export function mountSource(mount: MountPoint): string {
  return mount.name || mount.source || mount.kind;
}
