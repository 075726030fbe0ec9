import { mkdir } from 'node:fs/promises';
import type { CacheTarget } from '../../../../../shared/model/build';
import { toWire } from '../../../../../shared/errors';
import { describe } from '../../../../oci/descriptor';
import { digestOf } from '../../../../oci/digest';
import { encodeImageIndex, layoutFile } from '../../../../oci/image-index';
import { mediaTypes, refNameAnnotation } from '../../../../oci/media-types';
import type { StagedBlob } from '../../../../store/store';
import type { WorkContext } from '../../../engine';
import type { PlannedMember } from '../../import/save-plan';
import { outgoingLayers } from '../export/archive-layers';
import { writeLayout } from '../export/write-layout';
import type { BuildSession } from '../step-context';
import { cacheConfigType, encodeCacheConfig, type CachedStepLayer } from './cache-document';

/** The layers a build made or found: of the result (`min`), and of every step (`max`). */
export interface CacheLayers {
  readonly result: ReadonlyArray<string>;
  readonly all: ReadonlyArray<string>;
}

/**
 * `--cache-to type=local`: an OCI image layout whose manifest has the steps' layers, and whose config has
 * the keys that lead to them. Other tags of the folder stay.
 */
export async function exportCaches(
  session: BuildSession,
  targets: ReadonlyArray<CacheTarget>,
  layers: CacheLayers,
  work: WorkContext,
): Promise<void> {
  for (const target of targets) {
    await session.steps.run('exporting cache to client directory', async (say) => {
      try {
        const digest = await exportCache(session, target, layers, work);
        say(`writing cache manifest ${digest} done`);
      } catch (error) {
        if (!target.ignoreError || work.signal.aborted) throw error;
        say(`the cache could not be written: ${toWire(error).message}`);
      }
    });
  }
}

async function exportCache(
  session: BuildSession,
  target: CacheTarget,
  layers: CacheLayers,
  work: WorkContext,
): Promise<string> {
  const known = cachedLayers(session, target.mode === 'max' ? layers.all : layers.result);
  const diffIds = known.map(({ diffId }) => diffId);
  const staged: StagedBlob[] = [];
  try {
    const outgoing = await outgoingLayers(
      session,
      diffIds,
      target.compression,
      staged,
      work.signal,
    );
    const config = encodeCacheConfig(known);
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.manifest,
        config: describe(cacheConfigType, config),
        layers: outgoing.map(({ descriptor }) => descriptor),
      }),
    );
    const index = encodeImageIndex([
      {
        ...describe(mediaTypes.manifest, manifest),
        annotations: { [refNameAnnotation]: target.tag },
      },
    ]);
    await mkdir(target.path, { recursive: true });
    const members: ReadonlyArray<PlannedMember> = [
      folder('blobs'),
      folder('blobs/sha256'),
      ...outgoing.map(({ blob: { digest, sizeBytes, content } }) => ({
        path: blobName(digest),
        sizeBytes,
        content,
        digest,
      })),
      bytes(blobName(digestOf(config)), config),
      bytes(blobName(digestOf(manifest)), manifest),
      bytes('oci-layout', Buffer.from(layoutFile)),
      bytes('index.json', index),
    ];
    await writeLayout(target.path, members, work);
    return digestOf(manifest);
  } finally {
    await Promise.all(staged.map((blob) => blob.discard()));
  }
}

/** Those the cache knows by a key; a step whose files changed meanwhile is not among them. */
function cachedLayers(
  { store }: BuildSession,
  diffIds: ReadonlyArray<string>,
): ReadonlyArray<CachedStepLayer> {
  return [...new Set(diffIds)].flatMap((diffId) => {
    const records = store.cache
      .records(diffId)
      .map(({ key, createdBy, createdAt }) => ({ key, createdBy, createdAt }));
    return records.length === 0 ? [] : [{ diffId, records }];
  });
}

function blobName(digest: string): string {
  return `blobs/sha256/${digest.replace(/^sha256:/, '')}`;
}

function folder(path: string): PlannedMember {
  return { path, sizeBytes: 0, content: { kind: 'folder' }, digest: null };
}

function bytes(path: string, content: Buffer): PlannedMember {
  return {
    path,
    sizeBytes: content.length,
    content: { kind: 'bytes', bytes: content },
    digest: null,
  };
}
