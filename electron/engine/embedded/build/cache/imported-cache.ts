import { DarkroomError, isCancelled, toWire } from '../../../../../shared/errors';
import type { CacheSource } from '../../../../../shared/model/build';
import type { Descriptor } from '../../../../oci/descriptor';
import { digestHex, verifyDigest } from '../../../../oci/digest';
import { parseImageIndex } from '../../../../oci/image-index';
import { decodeEntryBatches } from '../../../../oci/layer/entry-batches';
import { parseManifest } from '../../../../oci/manifest';
import { refNameAnnotation } from '../../../../oci/media-types';
import type { CacheRecord, Store } from '../../../../store/store';
import { FolderImageArchive } from '../../import/image-archive';
import { readLayer } from '../../import/read-layer';
import type { InternalSteps } from '../internal-steps';
import type { BuildParts } from '../step-context';
import { buildkitCacheType, cacheConfigType, parseCacheConfig } from './cache-document';

interface Found {
  readonly archive: FolderImageArchive;
  readonly blobPath: string;
  readonly diffId: string;
  readonly record: Omit<CacheRecord, 'diffId'>;
}

type Parts = Pick<BuildParts, 'store' | 'workers'>;

/**
 * The caches of `--cache-from`. Opening reads their lists of keys; a layer comes into the store when a step
 * asks for it, and is checked on the way. A cache that cannot be used is told of and left out.
 */
export class ImportedCache {
  private readonly found = new Map<string, Found>();
  private readonly failed = new Set<string>();

  constructor(
    private readonly parts: Parts,
    private readonly signal: AbortSignal,
    private readonly warn: (text: string) => void,
  ) {}

  async open(sources: ReadonlyArray<CacheSource>, steps: InternalSteps): Promise<void> {
    for (const source of sources) {
      await steps.run(`importing cache manifest from ${source.path}`, async (say) => {
        try {
          await this.add(source);
        } catch (error) {
          if (isCancelled(error)) throw error;
          say(`WARNING: not used: ${toWire(error).message}`);
        }
      });
    }
  }

  /** Brings the layer that a key leads to into the store; null when no cache has it whole. */
  async fetch(key: string, hold: (diffId: string) => void): Promise<CacheRecord | null> {
    const found = this.found.get(key);
    if (found === undefined || this.failed.has(found.diffId)) return null;
    const { diffId, record } = found;
    hold(diffId);
    try {
      if (!this.parts.store.layers.has(diffId)) await readInto(this.parts, found, this.signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.failed.add(diffId);
      this.warn(`WARNING: a layer of the imported cache is not used: ${toWire(error).message}`);
      return null;
    }
    return { ...record, diffId };
  }

  private async add({ path, tag, digest }: CacheSource): Promise<void> {
    const archive = new FolderImageArchive(path);
    const { manifests } = parseImageIndex(await archive.read('index.json'));
    const chosen = manifests.find((item) =>
      digest === undefined ? item.annotations?.[refNameAnnotation] === tag : item.digest === digest,
    );
    if (chosen === undefined) {
      throw new DarkroomError('NOT_FOUND', `it has no cache named ${digest ?? tag}`);
    }
    const manifest = parseManifest(await readBlob(archive, chosen));
    const { mediaType } = manifest.config;
    if (mediaType !== cacheConfigType) {
      const whose =
        mediaType === buildkitCacheType ? 'BuildKit’s, with keys of its own' : mediaType;
      throw new DarkroomError('NOT_SUPPORTED', `it is no cache of Darkroom, but ${whose}`);
    }
    const layers = parseCacheConfig(await readBlob(archive, manifest.config));
    layers.forEach(({ diffId, records }, index) => {
      const blob = manifest.layers[index];
      if (blob === undefined) return;
      const blobPath = pathOf(blob);
      for (const record of records) {
        if (!this.found.has(record.key)) {
          this.found.set(record.key, { archive, blobPath, diffId, record });
        }
      }
    });
  }
}

async function readInto(
  { store, workers }: Parts,
  found: Found,
  signal: AbortSignal,
): Promise<void> {
  const { archive, blobPath, diffId } = found;
  const { content } = await archive.layer(blobPath);
  const { staged, blob, batches } = await readLayer(
    { store, workers },
    { source: content, mode: 'layer', signal },
  );
  try {
    if (blob?.diffId !== diffId) {
      const message = `${blobPath} has digest ${blob?.diffId ?? 'of nothing'}, not ${diffId}`;
      throw new DarkroomError('DIGEST_MISMATCH', message, { data: { expected: diffId } });
    }
    await commit(store, staged, blob, batches);
  } finally {
    await staged.discard();
  }
}

type LayerRead = Awaited<ReturnType<typeof readLayer>>;

async function commit(
  store: Store,
  staged: LayerRead['staged'],
  blob: { readonly diffId: string; readonly sizeBytes: number },
  batches: LayerRead['batches'],
): Promise<void> {
  await staged.commit(blob.diffId, blob.sizeBytes, { durable: false });
  await store.layers.put(blob.diffId, blob.sizeBytes, decodeEntryBatches(batches));
}

async function readBlob(archive: FolderImageArchive, descriptor: Descriptor): Promise<Buffer> {
  const content = await archive.read(pathOf(descriptor));
  verifyDigest(content, descriptor.digest);
  return content;
}

function pathOf({ digest }: Descriptor): string {
  return `blobs/sha256/${digestHex(digest)}`;
}
