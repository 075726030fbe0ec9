import { DarkroomError } from '../../../../shared/errors';
import type { Descriptor } from '../../../oci/descriptor';
import { decodeEntryBatches } from '../../../oci/layer/entry-batches';
import type { Repository } from '../../../registry/repository';
import {
  downloadBlob,
  repeatsOfWrongBytes,
  wrongDigest,
} from '../../../registry/transfer/download';
import { readLayer } from '../import/read-layer';
import type { TransferParts } from './transfer-parts';

export interface WantedLayer {
  readonly descriptor: Descriptor;
  /** Digest of the uncompressed tar, after the image's config. */
  readonly diffId: string;
}

/**
 * Fetches one layer in one pass: checked against its digest and size, decompressed, checked against its
 * diffID, listed and written, while it arrives. Wrong bytes are asked for again, a few times.
 */
export async function pullLayer(
  parts: TransferParts,
  from: ReadonlyArray<Repository>,
  layer: WantedLayer,
  what: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
): Promise<void> {
  // Wrong bytes of a mirror are asked of the registry itself.
  const places = Array.from(
    { length: Math.max(repeatsOfWrongBytes, from.length) },
    (_, index) => from[Math.min(index, from.length - 1)] as Repository,
  );
  for (const [index, repository] of places.entries()) {
    let counted = 0;
    try {
      await fetchOnce(parts, repository, layer, what, signal, (sourceBytes) => {
        onBytes(sourceBytes - counted);
        counted = sourceBytes;
      });
      onBytes(layer.descriptor.size - counted);
      return;
    } catch (error) {
      onBytes(-counted);
      const mayRepeat = isWrongBytes(error) || repository.client.endpoint.isMirror;
      if (signal.aborted || !mayRepeat || index === places.length - 1) throw error;
    }
  }
}

async function fetchOnce(
  parts: TransferParts,
  repository: Repository,
  { descriptor, diffId }: WantedLayer,
  what: string,
  signal: AbortSignal,
  onProgress: (sourceBytes: number) => void,
): Promise<void> {
  const chunks = downloadBlob(repository, descriptor, what, signal);
  const read = await readLayer(parts, {
    source: { kind: 'stream', chunks },
    mode: 'layer',
    hashSource: true,
    signal,
    onProgress,
  });
  try {
    const { blob, sourceDigest, batches } = read;
    if (sourceDigest !== descriptor.digest)
      throw wrongDigest(what, descriptor.digest, String(sourceDigest));
    if (blob === null || blob.diffId !== diffId) {
      throw new DarkroomError(
        'DIGEST_MISMATCH',
        `${what}: layer ${descriptor.digest} unpacks to ${String(blob?.diffId)}, its config says ${diffId}`,
        { data: { expected: diffId, actual: blob?.diffId ?? '' } },
      );
    }
    await read.staged.commit(blob.diffId, blob.sizeBytes);
    await parts.store.layers.put(blob.diffId, blob.sizeBytes, decodeEntryBatches(batches));
  } finally {
    await read.staged.discard();
  }
}

/** What damaged bytes look like, before or after their digest could be told. */
function isWrongBytes(error: unknown): boolean {
  return error instanceof DarkroomError && wrongByteCodes.has(error.code);
}

const wrongByteCodes = new Set([
  'ARCHIVE_CORRUPT',
  'ARCHIVE_NOT_A_ROOTFS',
  'ARCHIVE_TRUNCATED',
  'ARCHIVE_UNKNOWN_FORMAT',
  'DIGEST_MISMATCH',
]);
