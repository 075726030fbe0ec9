import { DarkroomError } from '../../../../shared/errors';
import type { PushResult } from '../../../../shared/model/registry';
import { parallel } from '../../../base/parallel';
import { describe, type Descriptor } from '../../../oci/descriptor';
import { parseManifest } from '../../../oci/manifest';
import { familiarRepository, type Reference } from '../../../oci/reference';
import type { Repository } from '../../../registry/repository';
import { uploadBlob } from '../../../registry/transfer/upload';
import type { ImageRecord, StoredManifest } from '../../../store/store';
import type { WorkContext } from '../../engine';
import { ByteProgress } from './byte-progress';
import { LayerPusher, type Compression } from './push-layer';
import { configType, encodePushManifest, formatOf, layerType, type Format } from './push-manifest';
import type { TransferParts } from './transfer-parts';

export interface PushImageOptions {
  /** Null: as it came from a registry, else gzip. */
  readonly compression: Compression | null;
  /** Null: as it came, else OCI. */
  readonly format: Format | null;
  readonly insecure?: boolean;
  /** Layers on their way at once. */
  readonly limit: number;
}

/** What of an image is in the registry now. */
export interface PushedManifest {
  readonly content: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

/**
 * Sends an image to a registry; blobs that are there, or can be mounted from another repository, do not
 * travel. An image that came from a registry keeps its manifest, and so its digest, as long as its
 * layers can be had in their first form: from the target itself, by a mount, by compressing again to the
 * same bytes, or from where they came from. Otherwise its layers are compressed here and it gets a new
 * manifest; its id stays the same in any case.
 */
export async function pushImage(
  parts: TransferParts,
  image: ImageRecord,
  reference: Reference,
  options: PushImageOptions,
  work: WorkContext,
): Promise<PushResult> {
  const { store, registries } = parts;
  const repository = registries.writable(reference, options);
  const what = `Push ${reference.familiar}`;
  const { id } = image.summary;
  const lease = store.lease([id, ...image.config.rootfs.diff_ids]);
  try {
    const manifest = await pushBlobs(parts, image, repository, what, options, work);
    const { digest, mediaType, content } = manifest;
    const tag = reference.tag ?? digest;
    await repository.putManifest(tag, content, mediaType, what, work.signal);
    store.distribution.putDigest(id, familiarRepository(reference), digest);
    return { name: reference.familiar, digest, sizeBytes: content.length };
  } finally {
    lease.dispose();
  }
}

/** Everything of an image but the manifest, which is returned: nothing names it yet. */
export async function pushBlobs(
  parts: TransferParts,
  image: ImageRecord,
  repository: Repository,
  what: string,
  options: PushImageOptions,
  work: WorkContext,
): Promise<PushedManifest> {
  const { store } = parts;
  const { id } = image.summary;
  const progress = new ByteProgress(work, '');
  const pusher = new LayerPusher(parts, repository, what, progress, work);
  await pushConfig(parts, id, repository, what, progress, work);
  const kept = keptManifest(store.distribution.manifests(id), options);
  if (kept !== null) {
    const isWhole = await pushKept(pusher, kept, image, options.limit, work.signal);
    if (isWhole) return kept;
    work.log({
      kind: 'message',
      text: 'The layers cannot be had in the form they came in: they are compressed anew, and the digest changes.',
    });
  }
  const format = options.format ?? (kept === null ? 'oci' : formatOf(kept.mediaType));
  const compression = options.compression ?? 'gzip';
  if (format === 'docker' && compression === 'zstd') {
    throw new DarkroomError('INVALID_ARGUMENT', `${what}: Docker's manifests know no zstd`, {
      hint: 'Use --format oci with zstd.',
    });
  }
  const layers = await pushLayers(pusher, image, compression, options.limit, work.signal);
  const config = { mediaType: configType(format), digest: id, size: await store.blobs.size(id) };
  const annotations = parseManifest(
    await store.blobs.read(image.summary.manifestDigest),
  ).annotations;
  const content = encodePushManifest(
    format,
    config,
    layers.map((layer) => ({ ...layer, mediaType: layerType(format, compression) })),
    annotations,
  );
  return { content: content.bytes, ...describe(content.mediaType, content.bytes) };
}

async function pushConfig(
  { store }: TransferParts,
  imageId: string,
  repository: Repository,
  what: string,
  progress: ByteProgress,
  { signal }: WorkContext,
): Promise<void> {
  if (await repository.hasBlob(imageId, what, signal)) return;
  const content = await store.blobs.read(imageId);
  const open = () => ({ chunks: once(content), digest: Promise.resolve(imageId) });
  progress.expect(content.length);
  const onBytes = (count: number): void => progress.add(count);
  await uploadBlob(repository, { open }, { what, signal, onBytes });
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

/** The manifest it came with, unless other formats are asked for. */
function keptManifest(
  manifests: ReadonlyArray<StoredManifest>,
  { compression, format }: PushImageOptions,
): StoredManifest | null {
  const fits = manifests.find(
    ({ mediaType, content }) =>
      (format === null || format === formatOf(mediaType)) &&
      (compression === null || usesOnly(content, compression)),
  );
  return fits ?? null;
}

function usesOnly(content: Buffer, compression: Compression): boolean {
  const ending = { none: /tar$/, gzip: /gzip$/, zstd: /zstd$/ }[compression];
  return parseManifest(content).layers.every(({ mediaType }) => ending.test(mediaType));
}

/** False when a layer cannot be had in that form. Layers that did travel stay: they are the image's. */
async function pushKept(
  pusher: LayerPusher,
  manifest: StoredManifest,
  image: ImageRecord,
  limit: number,
  signal: AbortSignal,
): Promise<boolean> {
  const { layers } = parseManifest(manifest.content);
  const diffIds = image.config.rootfs.diff_ids;
  const unique = [...new Map(layers.map((layer, index) => [layer.digest, index])).values()];
  const had = await parallel(unique, limit, signal, (index, inner) =>
    pusher.pushKnown(layers[index] as Descriptor, diffIds[index] ?? '', inner),
  );
  return had.every(Boolean);
}

async function pushLayers(
  pusher: LayerPusher,
  image: ImageRecord,
  compression: Compression,
  limit: number,
  signal: AbortSignal,
): Promise<ReadonlyArray<{ readonly digest: string; readonly size: number }>> {
  const diffIds = image.config.rootfs.diff_ids;
  const unique = [...new Set(diffIds)];
  const pushed = await parallel(unique, limit, signal, (diffId, inner) =>
    pusher.push(diffId, compression, inner),
  );
  const byDiffId = new Map(unique.map((diffId, index) => [diffId, pushed[index]]));
  return diffIds.map((diffId) => {
    const blob = byDiffId.get(diffId);
    if (blob === undefined) throw new TypeError('a layer was not pushed');
    return { digest: blob.digest, size: blob.sizeBytes };
  });
}
