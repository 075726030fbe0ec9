import type { ImageSummary } from '../../../../shared/model/image';
import type { DockerApi } from '../docker-api';

interface InfoAnswer {
  /** Pairs of what the storage driver says of itself. */
  readonly DriverStatus?: ReadonlyArray<readonly [string, string]> | null;
}

/**
 * Whether `POST /images/load` leaves a layer's file unopened when a layer with these below it is there.
 * Docker's own layer store does, at least since 20.10 (image/tarexport/load.go, `Load`: the chain ID is
 * asked for first); containerd's image store and Podman unpack what the archive holds.
 */
export async function passesOverKnownLayers(api: DockerApi): Promise<boolean> {
  if (api.isPodman) return false;
  const { DriverStatus } = await api.json<InfoAnswer>({
    method: 'GET',
    path: '/info',
    what: 'Ask the engine what it is',
  });
  return DriverStatus?.some(([key]) => key === 'driver-type') === false;
}

/** How many layers from the bottom on are those of one of the images, in this order. */
export function longestCommonChain(
  diffIds: ReadonlyArray<string>,
  images: ReadonlyArray<Pick<ImageSummary, 'layers'>>,
): number {
  const lengths = images.map(({ layers }) => {
    const differs = diffIds.findIndex((diffId, index) => layers[index]?.diffId !== diffId);
    return differs === -1 ? diffIds.length : differs;
  });
  return Math.max(0, ...lengths);
}
