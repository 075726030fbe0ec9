import type { Volume } from '../../shared/model/volume';

/** `docker volume inspect`'s document: the Docker Engine API v1.45's Volume. */
export function volumeDocument(volume: Volume): Readonly<Record<string, unknown>> {
  const labels = Object.keys(volume.labels).length === 0 ? null : volume.labels;
  return {
    CreatedAt: volume.createdAt,
    Driver: 'local',
    // The mark that docker puts on volumes whose name it made up.
    Labels: volume.anonymous ? { ...labels, 'com.docker.volume.anonymous': '' } : labels,
    Mountpoint: volume.mountpoint,
    Name: volume.name,
    Options: null,
    Scope: 'local',
  };
}
