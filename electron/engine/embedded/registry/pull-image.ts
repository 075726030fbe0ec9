import { DarkroomError } from '../../../../shared/errors';
import type { ImageConfig } from '../../../../shared/model/image';
import type { PullResult } from '../../../../shared/model/registry';
import { parallel } from '../../../base/parallel';
import { parseConfig } from '../../../oci/config';
import { parseImageIndex } from '../../../oci/image-index';
import { parseManifest, type Manifest } from '../../../oci/manifest';
import { isIndexType, mediaTypes } from '../../../oci/media-types';
import { formatPlatform, type Platform } from '../../../oci/platform';
import { familiarRepository, type Reference } from '../../../oci/reference';
import type { LocatedManifest } from '../../../registry/registries';
import { downloadSmallBlob } from '../../../registry/transfer/download';
import type { WorkContext } from '../../engine';
import { ByteProgress } from './byte-progress';
import { choosePlatform } from './choose-platform';
import { pullLayer, type WantedLayer } from './pull-layer';
import type { TransferParts } from './transfer-parts';

export interface PullImageOptions {
  readonly platform: Platform;
  /** The person chose the platform: another one is no answer. */
  readonly isPlatformExplicit: boolean;
  readonly insecure?: boolean;
  /** Layers on their way at once. */
  readonly limit: number;
}

const maxDepth = 4;

/**
 * Brings an image from its registry into the store: only layers that are not there travel. Each layer is
 * kept once it is whole and verified, so a pull that failed goes on where it was. IMAGE_NOT_FOUND,
 * DIGEST_MISMATCH, REGISTRY_*.
 */
export async function pullImage(
  parts: TransferParts,
  reference: Reference,
  options: PullImageOptions,
  work: WorkContext,
): Promise<PullResult> {
  const { store, registries } = parts;
  const { signal } = work;
  const access = {
    signal,
    ...(options.insecure === undefined ? {} : { insecure: options.insecure }),
  };
  const what = `Pull ${reference.familiar}`;
  const top = await registries.manifest(reference, what, access).catch((error: unknown) => {
    throw notFound(error, reference);
  });
  const chosen = await choose(top, options.platform, reference, work);
  const manifest = imageManifest(chosen.content, what);
  const configBytes = await downloadSmallBlob(chosen.repository, manifest.config, what, signal);
  const config = checkedConfig(configBytes, manifest, reference, options);
  const diffIds = config.rootfs.diff_ids;
  const lease = store.lease(diffIds);
  try {
    const wanted = missingLayers(parts, manifest, diffIds);
    for (const { descriptor } of wanted)
      work.log({
        kind: 'message',
        text: `Pulling ${descriptor.digest} (${descriptor.size} bytes)`,
      });
    const progress = new ByteProgress(work, '');
    progress.expect(wanted.reduce((sum, { descriptor }) => sum + descriptor.size, 0));
    const own = registries.writable(reference, access);
    const from = chosen.repository.client.endpoint.isMirror
      ? [chosen.repository, own]
      : [chosen.repository];
    await parallel(wanted, options.limit, signal, (layer, inner) =>
      pullLayer(parts, from, layer, what, inner, (bytes) => progress.add(bytes)),
    );
    const isNew = store.images.tryFind(manifest.config.digest) === null;
    const names = reference.digest === null ? [reference.familiar] : [];
    const { summary } = await store.images.add(
      {
        config,
        configBytes,
        origin: 'pull',
        originDetail: reference.familiar,
        ...(manifest.annotations === undefined ? {} : { annotations: manifest.annotations }),
      },
      names,
    );
    remember(parts, reference, summary.id, top, chosen, manifest, diffIds);
    const changed = isNew || wanted.length > 0;
    return {
      imageId: summary.id,
      name: reference.familiar,
      fullName: reference.name,
      digest: top.digest,
      changed,
    };
  } finally {
    lease.dispose();
  }
}

/** Follows indexes to the manifest for the platform. */
async function choose(
  top: LocatedManifest,
  platform: Platform,
  reference: Reference,
  work: WorkContext,
): Promise<LocatedManifest> {
  let current = top;
  for (let depth = 0; isIndexType(current.mediaType); depth += 1) {
    const entry = choosePlatform(
      parseImageIndex(current.content).manifests,
      platform,
      reference.familiar,
    );
    if (depth > maxDepth) throw invalid(`Pull ${reference.familiar}`, 'its indexes are too deep');
    const what = `Pull ${reference.familiar}`;
    const found = await current.repository.manifest(entry.digest, what, work.signal);
    current = { ...found, repository: current.repository };
  }
  return current;
}

function imageManifest(content: Buffer, what: string): Manifest {
  const manifest = parseManifest(content);
  const { mediaType } = manifest.config;
  if (mediaType === mediaTypes.config || mediaType === mediaTypes.dockerConfig) return manifest;
  throw new DarkroomError('NOT_SUPPORTED', `${what}: it is no container image but ${mediaType}`, {
    data: { mediaType },
  });
}

function checkedConfig(
  content: Buffer,
  manifest: Manifest,
  reference: Reference,
  options: PullImageOptions,
): ImageConfig {
  const what = `Pull ${reference.familiar}`;
  const config = parseConfig(content);
  const [layers, diffIds] = [manifest.layers.length, config.rootfs.diff_ids.length];
  if (layers !== diffIds)
    throw invalid(what, `its manifest has ${layers} layers, its config names ${diffIds}`);
  const { os, architecture } = config;
  const { platform } = options;
  const isOther = os !== platform.os || architecture !== platform.architecture;
  if (options.isPlatformExplicit && isOther) {
    throw new DarkroomError(
      'IMAGE_NOT_FOUND',
      `${what}: it is for ${formatPlatform({ os, architecture })}, not for ${formatPlatform(platform)}`,
      { data: { name: reference.familiar }, hint: 'Leave --platform out to take it as it is.' },
    );
  }
  return config;
}

function missingLayers(
  { store }: TransferParts,
  manifest: Manifest,
  diffIds: ReadonlyArray<string>,
): ReadonlyArray<WantedLayer> {
  const wanted = new Map<string, WantedLayer>();
  manifest.layers.forEach((descriptor, index) => {
    const diffId = diffIds[index] ?? '';
    if (!store.layers.has(diffId) && !wanted.has(diffId))
      wanted.set(diffId, { descriptor, diffId });
  });
  return [...wanted.values()];
}

/** Notes what lets a later push keep the digests and skip the compressing. */
function remember(
  { store }: TransferParts,
  reference: Reference,
  imageId: string,
  top: LocatedManifest,
  chosen: LocatedManifest,
  manifest: Manifest,
  diffIds: ReadonlyArray<string>,
): void {
  const { distribution } = store;
  const { digest, mediaType, content } = chosen;
  distribution.putManifest(imageId, { digest, mediaType, content });
  const repository = familiarRepository(reference);
  for (const known of new Set([top.digest, digest]))
    distribution.putDigest(imageId, repository, known);
  manifest.layers.forEach((layer, index) => {
    distribution.putLayerBlob({
      digest: layer.digest,
      diffId: diffIds[index] ?? '',
      sizeBytes: layer.size,
      compression: compressionOf(layer.mediaType),
      madeHere: false,
    });
    distribution.putSource(layer.digest, reference.registry, reference.repository);
  });
  distribution.putSource(manifest.config.digest, reference.registry, reference.repository);
}

export function compressionOf(mediaType: string): 'none' | 'gzip' | 'zstd' {
  if (/zstd$/.test(mediaType)) return 'zstd';
  return /gzip$/.test(mediaType) ? 'gzip' : 'none';
}

function notFound(error: unknown, reference: Reference): unknown {
  if (!(error instanceof DarkroomError) || error.code !== 'REGISTRY_NOT_FOUND') return error;
  const { message, data, hint } = error;
  return new DarkroomError('IMAGE_NOT_FOUND', message, {
    data: { ...data, name: reference.familiar },
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}

function invalid(what: string, reason: string): DarkroomError {
  return new DarkroomError('REGISTRY_PROTOCOL', `${what}: ${reason}`);
}
