import type { CommitOptions } from '../../../../shared/model/container';
import { parseReference } from '../../../oci/reference';
import type { WorkContext } from '../../engine';
import type { WrittenDifference } from '../../foreign-snapshots';
import { containerSummary, type ContainerAnswer } from '../containers/container-shapes';
import { sendFromMirror } from '../images/archives';
import {
  containerConfig,
  prefixedId,
  type HistoryAnswer,
  type ImageAnswer,
} from '../images/image-shapes';
import type { DockerApi } from '../docker-api';
import type { SnapshotParts } from './container-snapshots';

export interface SnapshotImage {
  readonly imageId: string;
  readonly diffId: string;
  readonly sizeBytes: number;
}

/** `POST /commit`: the engine makes the image of all that changed. The container stands still already. */
export async function commitThere(
  api: DockerApi,
  options: CommitOptions,
  work: WorkContext,
): Promise<SnapshotImage> {
  const { Id } = await api.json<{ readonly Id: string }>({
    method: 'POST',
    path: '/commit',
    query: {
      container: options.container,
      ...nameQuery(options.reference),
      ...(options.author ? { author: options.author } : {}),
      ...(options.message ? { comment: options.message } : {}),
      ...(options.changes === undefined ? {} : { changes: options.changes }),
      pause: false,
    },
    // Podman reads a body and Docker takes one for a config of its own.
    ...(api.isPodman ? { body: {} } : {}),
    signal: work.signal,
    what: `Make an image of container ${options.container}`,
  });
  const path = `/images/${encodeURIComponent(Id)}`;
  const [image, history] = await Promise.all([
    api.json<ImageAnswer>({ method: 'GET', path: `${path}/json`, what: 'Inspect the new image' }),
    api.json<ReadonlyArray<HistoryAnswer>>({
      method: 'GET',
      path: `${path}/history`,
      what: 'Show the history of the new image',
    }),
  ]);
  return {
    imageId: prefixedId(image.Id),
    diffId: image.RootFS?.Layers?.at(-1) ?? '',
    sizeBytes: history[0]?.Size ?? 0,
  };
}

/** The image of what was read, made in the mirror on the container's image and loaded into the engine. */
export async function makeHere(
  parts: Pick<SnapshotParts, 'local' | 'copyOf' | 'images'> & { readonly api: DockerApi },
  container: ContainerAnswer,
  difference: WrittenDifference,
  options: CommitOptions,
  work: WorkContext,
): Promise<SnapshotImage> {
  const { api, local, copyOf } = parts;
  const { mirror, id } = await copyOf(container.Image);
  const source = { imageId: id, config: containerConfig(container.Config) };
  const named = { ...options, container: containerSummary(container).name };
  const made = await local.snapshots.assemble(source, difference, named);
  const { imageIds } = await sendFromMirror(parts, mirror, [made], work);
  const imageId = imageIds[0] ?? made;
  const { repo, tag } = nameQuery(options.reference);
  if (repo !== undefined) {
    await api.json({
      method: 'POST',
      path: `/images/${encodeURIComponent(imageId)}/tag`,
      query: { repo, tag },
      what: `Tag image ${imageId}`,
    });
  }
  return { imageId, diffId: difference.diffId, sizeBytes: difference.sizeBytes };
}

function nameQuery(name: string | undefined): { readonly repo?: string; readonly tag?: string } {
  if (name === undefined || name === '') return {};
  const { registry, repository, tag } = parseReference(name);
  return { repo: `${registry}/${repository}`, tag: tag ?? 'latest' };
}
