import { DarkroomError } from '../../../../shared/errors';
import type { CommitOptions, CommitResult } from '../../../../shared/model/container';
import { parseReference } from '../../../oci/reference';
import type { WorkContext } from '../../engine';
import { noReview } from './no-review';
import type { DockerApi } from '../docker-api';
import { prefixedId, type HistoryAnswer, type ImageAnswer } from '../images/image-shapes';

/** Without a look at the files nothing can be left out of them, and nothing found in them. */
function refuseUnsafe(options: CommitOptions): void {
  const leavesOut = (options.exclude ?? []).length > 0 || options.includeVolumes !== undefined;
  if (!leavesOut && options.allowSecrets === true) return;
  throw new DarkroomError('NOT_SUPPORTED', `Snapshot of ${options.container}: ${noReview}`, {
    data: { container: options.container },
    hint: leavesOut
      ? 'Make the snapshot on the embedded engine, or without exclusions and volumes.'
      : 'Say that secrets may go in with --allow-secrets, or make the snapshot on the embedded engine.',
  });
}

/** `POST /commit`: the engine makes the image of all that changed. */
export async function commitContainer(
  api: DockerApi,
  options: CommitOptions,
  work: WorkContext,
): Promise<CommitResult> {
  refuseUnsafe(options);
  const reference = options.reference ? parseReference(options.reference) : null;
  work.progress({ done: 0, total: null, unit: 'bytes', label: '' });
  const changes = await api.json<ReadonlyArray<unknown> | null>({
    method: 'GET',
    path: `/containers/${encodeURIComponent(options.container)}/changes`,
    signal: work.signal,
    what: `Show changes of container ${options.container}`,
  });
  const pause = options.pause ?? true;
  const startedAt = performance.now();
  const { Id } = await api.json<{ readonly Id: string }>({
    method: 'POST',
    path: '/commit',
    query: {
      container: options.container,
      ...(reference === null
        ? {}
        : {
            repo: `${reference.registry}/${reference.repository}`,
            tag: reference.tag ?? 'latest',
          }),
      ...(options.author ? { author: options.author } : {}),
      ...(options.message ? { comment: options.message } : {}),
      ...(options.changes === undefined ? {} : { changes: options.changes }),
      pause,
    },
    // Podman reads a body and Docker takes one for a config of its own.
    ...(api.isPodman ? { body: {} } : {}),
    signal: work.signal,
    what: `Make an image of container ${options.container}`,
  });
  const tookMs = performance.now() - startedAt;
  const path = `/images/${encodeURIComponent(Id)}`;
  const [image, history] = await Promise.all([
    api.json<ImageAnswer>({ method: 'GET', path: `${path}/json`, what: 'Inspect the new image' }),
    api.json<ReadonlyArray<HistoryAnswer>>({
      method: 'GET',
      path: `${path}/history`,
      what: 'Show the history of the new image',
    }),
  ]);
  const sizeBytes = history[0]?.Size ?? 0;
  work.progress({ done: sizeBytes, total: sizeBytes, unit: 'bytes', label: '' });
  return {
    imageId: prefixedId(image.Id),
    diffId: image.RootFS?.Layers?.at(-1) ?? '',
    sizeBytes,
    entryCount: changes?.length ?? 0,
    // The engine pauses the container as long as it works on the image, and does not tell how long.
    pausedMs: pause ? Math.round(tookMs) : 0,
    rules: [],
    volumesLeftOut: [],
    secrets: [],
  };
}
