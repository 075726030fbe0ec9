import { parseReference } from '../../../oci/reference';
import type { CommitOptions, CommitResult } from '../../../../shared/model/container';
import type { HistoryEntry, ImageConfig } from '../../../../shared/model/image';
import type { Sandbox } from '../../../runtime/sandbox';
import type { ContainerRecord, Store } from '../../../store/store';
import type { WorkContext } from '../../engine';
import { applyChanges } from '../changes';
import type { StoredConfig } from './container-config';

export interface CommitParts {
  readonly store: Store;
  readonly sandbox: Sandbox;
}

/**
 * The image config that `docker commit` writes: the container's config, the parent's layers and
 * history, and one history entry more. A container without changes adds no layer.
 */
export function snapshotConfig(
  stored: StoredConfig,
  options: CommitOptions,
  layer: { readonly diffId: string; readonly isEmpty: boolean },
  now: Date,
): ImageConfig {
  const { image, config } = stored;
  const created = now.toISOString();
  const author = options.author ?? '';
  const comment = options.message ?? '';
  const entry: HistoryEntry = {
    created,
    created_by: (config.Cmd ?? []).join(' '),
    ...(author === '' ? {} : { author }),
    ...(comment === '' ? {} : { comment }),
    ...(layer.isEmpty ? { empty_layer: true } : {}),
  };
  const merged: ImageConfig = {
    created,
    ...(author === '' ? {} : { author }),
    ...(comment === '' ? {} : { comment }),
    architecture: image.architecture,
    os: image.os,
    ...(image.variant === undefined ? {} : { variant: image.variant }),
    config,
    rootfs: {
      type: 'layers',
      diff_ids: [...image.rootfs.diff_ids, ...(layer.isEmpty ? [] : [layer.diffId])],
    },
    history: [...image.history, entry],
  };
  return applyChanges(merged, options.changes ?? []);
}

/** Makes an image of a container's changes. Nothing stays behind when it fails or is cancelled. */
export async function commitContainer(
  parts: CommitParts,
  record: ContainerRecord,
  stored: StoredConfig,
  options: CommitOptions,
  work: WorkContext,
): Promise<CommitResult> {
  const { store, sandbox } = parts;
  const names = options.reference === undefined ? [] : [parseReference(options.reference).familiar];
  // Wrong changes are told before anything is written.
  applyChanges(stored.image, options.changes ?? []);
  const lowers = stored.image.rootfs.diff_ids;
  const staged = await store.blobs.stage();
  try {
    const layer = await sandbox.commitContainer(
      { id: record.id, lowers, stagedBlobPath: staged.path, pause: options.pause ?? true },
      (done) => work.progress({ done, total: null, unit: 'bytes', label: '' }),
      work.signal,
    );
    const isEmpty = layer.entryCount === 0;
    const lease = store.lease([...lowers, layer.diffId]);
    try {
      if (!isEmpty) {
        await staged.commit(layer.diffId, layer.sizeBytes);
        await store.layers.put(layer.diffId, layer.sizeBytes, layer.entries);
      }
      const image = await store.images.add(
        {
          config: snapshotConfig(stored, options, { diffId: layer.diffId, isEmpty }, new Date()),
          origin: 'snapshot',
          originDetail: record.name,
        },
        names,
      );
      const { diffId, sizeBytes, entryCount, pausedMs } = layer;
      work.progress({ done: sizeBytes, total: sizeBytes, unit: 'bytes', label: '' });
      return { imageId: image.summary.id, diffId, sizeBytes, entryCount, pausedMs };
    } finally {
      lease.dispose();
    }
  } finally {
    await staged.discard();
  }
}
