import { parseReference } from '../../../oci/reference';
import type { CommitOptions, CommitResult } from '../../../../shared/model/container';
import type { HistoryEntry, ImageConfig } from '../../../../shared/model/image';
import type { VolumeChange } from '../../../../shared/model/snapshot';
import { compilePathPatterns } from '../../../dockerfile/dockerfile';
import type { ContainerQuery } from '../../../runtime/protocol';
import type { Sandbox } from '../../../runtime/sandbox';
import type { ContainerVolume } from '../../../runtime/step';
import { containerEvent } from '../../../store/container-events';
import type { ContainerRecord, Store } from '../../../store/store';
import type { WorkContext } from '../../engine';
import { applyChanges } from '../changes';
import { checkSecrets } from '../secrets/gate';
import type { StoredConfig } from './container-config';
import { includedVolumes } from '../../included-volumes';
import { rulesFor } from './exclusions';

export interface CommitParts {
  readonly store: Store;
  readonly sandbox: Sandbox;
}

/**
 * The image config that `docker commit` writes: the container's config, the parent's layers and
 * history, and one history entry more. A container without changes adds no layer.
 */
export function snapshotConfig(
  stored: Pick<StoredConfig, 'image' | 'config'>,
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

/** A container to make a snapshot of, with its volumes. */
export interface SnapshotSubject {
  readonly record: ContainerRecord;
  readonly stored: StoredConfig;
  readonly volumes: ReadonlyArray<ContainerVolume>;
}

/**
 * Makes an image of a container's changes. Nothing stays behind when it fails or is cancelled.
 * SECRETS_FOUND when secrets would go in.
 */
export async function commitContainer(
  parts: CommitParts,
  { record, stored, volumes }: SnapshotSubject,
  options: CommitOptions,
  work: WorkContext,
): Promise<CommitResult> {
  const { store, sandbox } = parts;
  const names = options.reference === undefined ? [] : [parseReference(options.reference).familiar];
  // Wrong changes and patterns are told before anything is written.
  applyChanges(stored.image, options.changes ?? []);
  const rules = options.useRules === false ? [] : rulesFor(store.exclusions.list(), record);
  const exclude = [...rules.map(({ pattern }) => pattern), ...(options.exclude ?? [])];
  compilePathPatterns(exclude);
  const included = includedVolumes(volumes, options.includeVolumes, record.name);
  const lowers = stored.image.rootfs.diff_ids;
  const staged = await store.blobs.stage();
  try {
    const query = { id: record.id, lowers, volumes: included };
    const pause = options.pause ?? true;
    const layer = await sandbox.commitContainer(
      { ...query, stagedBlobPath: staged.path, pause, exclude },
      (done, total) => work.progress({ done, total, unit: 'bytes', label: '' }),
      work.signal,
    );
    const secrets = checkSecrets(store, layer.secrets, {
      what: `Snapshot of ${record.name}`,
      allowSecrets: options.allowSecrets ?? false,
    });
    const { diffId, sizeBytes, entryCount, pausedMs } = layer;
    const isEmpty = entryCount === 0;
    const createdAt = new Date();
    const lease = store.lease([...lowers, diffId]);
    try {
      if (!isEmpty) {
        await staged.commit(diffId, sizeBytes);
        await store.layers.put(diffId, sizeBytes, layer.entries);
        store.secrets.putFindings(diffId, secrets);
      }
      const image = await store.images.add(
        {
          config: snapshotConfig(stored, options, { diffId, isEmpty }, createdAt),
          origin: 'snapshot',
          originDetail: record.name,
        },
        names,
      );
      const imageId = image.summary.id;
      store.events.add(
        containerEvent(record, 'commit', {
          comment: options.message ?? '',
          imageID: imageId,
          imageRef: names[0] ?? '',
        }),
      );
      store.snapshots.add({
        imageId,
        containerId: record.id,
        containerName: record.name,
        parentImageId: record.imageId,
        parentImageName: record.imageName,
        createdAt: createdAt.toISOString(),
        author: options.author ?? '',
        message: options.message ?? '',
        sizeBytes: isEmpty ? 0 : sizeBytes,
      });
      work.progress({ done: sizeBytes, total: sizeBytes, unit: 'bytes', label: '' });
      const left = volumes.filter((volume) => !included.includes(volume));
      const volumesLeftOut = await changedVolumes(sandbox, { ...query, volumes: left }, work);
      return { imageId, diffId, sizeBytes, entryCount, pausedMs, rules, volumesLeftOut, secrets };
    } finally {
      lease.dispose();
    }
  } finally {
    await staged.discard();
  }
}

/** Volumes with data that the snapshot lacks; looked for only where there are any. */
async function changedVolumes(
  sandbox: Sandbox,
  query: ContainerQuery,
  { signal }: WorkContext,
): Promise<ReadonlyArray<VolumeChange>> {
  if (query.volumes.length === 0) return [];
  const { volumes } = await sandbox.diffContainer(query, signal);
  return volumes.filter(({ changedCount }) => changedCount > 0);
}
