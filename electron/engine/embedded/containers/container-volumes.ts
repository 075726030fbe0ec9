import type { ContainerVolume } from '../../../runtime/step';
import type { StoredConfig } from './container-config';

/** The volumes of a container and the folders that hold their data. Binds of the host's are none. */
export function volumesOf({
  mounts,
}: Pick<StoredConfig, 'mounts'>): ReadonlyArray<ContainerVolume> {
  return mounts
    .filter(({ point }) => point.kind === 'volume')
    .map(({ point }) => ({ target: point.target, source: point.source }));
}
