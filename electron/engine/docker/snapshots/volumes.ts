import type { ContainerAnswer } from '../containers/container-shapes';

/** Where a container's volumes are mounted. Binds of the host's folders are none. */
export function volumesOf({
  Mounts,
}: Pick<ContainerAnswer, 'Mounts'>): ReadonlyArray<{ readonly target: string }> {
  return (Mounts ?? [])
    .filter(({ Type }) => Type === 'volume')
    .map(({ Destination }) => ({ target: Destination }));
}
