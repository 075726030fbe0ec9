import type { DiskUsage } from '../../../../shared/model/image';
import type { DockerApi } from '../docker-api';

interface UsageAnswer {
  readonly LayersSize?: number;
  readonly Images?: ReadonlyArray<{
    readonly Size: number;
    readonly SharedSize?: number;
    readonly Containers?: number;
  }> | null;
}

/** `GET /system/df`. The engine's disk is not told: its size is 0. */
export async function imageUsage(api: DockerApi): Promise<DiskUsage> {
  const answer = await api.json<UsageAnswer>({
    method: 'GET',
    path: '/system/df',
    what: 'Ask for the disk usage',
  });
  const images = answer.Images ?? [];
  const ownBytes = (image: (typeof images)[number]) =>
    image.Size - Math.max(0, image.SharedSize ?? 0);
  // Podman does not add its layers up.
  const usedBytes = answer.LayersSize || images.reduce((sum, image) => sum + ownBytes(image), 0);
  // As docker's own "reclaimable": all but what images with containers have for themselves.
  const neededBytes = images
    .filter((image) => (image.Containers ?? 0) > 0)
    .reduce((sum, image) => sum + ownBytes(image), 0);
  return {
    usedBytes,
    freeableBytes: Math.max(0, usedBytes - neededBytes),
    imageCount: images.length,
    totalBytes: 0,
  };
}
