import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { mediaTypes } from '../../../../oci/media-types';
import type { StagedBlob } from '../../../../store/store';
import type { Descriptor } from '../../../../oci/descriptor';
import type { ArchiveBlob } from '../../import/save-plan';
import { compressedLayer } from '../../registry/compressed-layer';
import type { BuildSession } from '../step-context';

/** A layer as it goes out: compressed in a temporary file, or the store's own blob. */
export interface OutgoingLayer {
  readonly descriptor: Descriptor;
  readonly blob: ArchiveBlob;
}

type Session = Pick<BuildSession, 'store' | 'workers'>;

/** Compresses layers one after the other; `staged` gets the temporary files, which the caller discards. */
export async function outgoingLayers(
  session: Session,
  diffIds: ReadonlyArray<string>,
  compression: 'none' | 'gzip' | 'zstd',
  staged: StagedBlob[],
  signal: AbortSignal,
): Promise<ReadonlyArray<OutgoingLayer>> {
  const done = new Map<string, OutgoingLayer>();
  for (const diffId of new Set(diffIds)) {
    done.set(
      diffId,
      compression === 'none'
        ? await asIs(session, diffId)
        : await compressed(session, diffId, compression, staged, signal),
    );
  }
  return diffIds.flatMap((diffId) => done.get(diffId) ?? []);
}

async function asIs({ store }: Session, diffId: string): Promise<OutgoingLayer> {
  const sizeBytes = await store.blobs.size(diffId);
  return outgoing(mediaTypes.layer, {
    digest: diffId,
    sizeBytes,
    ...fileAt(store.paths.blob(diffId)),
  });
}

async function compressed(
  session: Session,
  diffId: string,
  compression: 'gzip' | 'zstd',
  staged: StagedBlob[],
  signal: AbortSignal,
): Promise<OutgoingLayer> {
  const target = await session.store.blobs.stage();
  staged.push(target);
  let sizeBytes = 0;
  const { chunks, digest } = compressedLayer(session, diffId, compression, signal).open();
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(counted(), createWriteStream(target.path, { mode: 0o600 }), { signal });
  const type = compression === 'gzip' ? mediaTypes.layerGzip : mediaTypes.layerZstd;
  return outgoing(type, { digest: await digest, sizeBytes, ...fileAt(target.path) });
}

function fileAt(path: string): Pick<ArchiveBlob, 'content'> {
  return { content: { kind: 'file', path } };
}

function outgoing(mediaType: string, blob: ArchiveBlob): OutgoingLayer {
  return { blob, descriptor: { mediaType, digest: blob.digest, size: blob.sizeBytes } };
}
