import { DarkroomError } from '../../../../../shared/errors';
import { isDigest } from '../../../../oci/digest';
import { parseJson } from '../../../../oci/manifest';
import type { CacheRecord } from '../../../../store/store';

/** Media type of the config of a cache's manifest; docs/reference/build-cache.md describes it. */
export const cacheConfigType = 'application/vnd.darkroom.buildcache.v1+json';

/** What BuildKit writes in that place. Its keys are its own. */
export const buildkitCacheType = 'application/vnd.buildkit.cacheconfig.v0';

/** A layer of a cache: the manifest's layer of the same position has its bytes. */
export interface CachedStepLayer {
  readonly diffId: string;
  /** Every key that leads to it. */
  readonly records: ReadonlyArray<Omit<CacheRecord, 'diffId'>>;
}

export function encodeCacheConfig(layers: ReadonlyArray<CachedStepLayer>): Buffer {
  return Buffer.from(JSON.stringify({ layers }));
}

/** STORE_CORRUPT. */
export function parseCacheConfig(content: Uint8Array): ReadonlyArray<CachedStepLayer> {
  const document = parseJson(content, 'build cache') as { readonly layers?: unknown } | null;
  const layers = document?.layers;
  if (!Array.isArray(layers) || !layers.every(isLayer)) {
    throw new DarkroomError(
      'STORE_CORRUPT',
      'Read build cache: it lists no layers with their keys',
    );
  }
  return layers;
}

function isLayer(value: unknown): value is CachedStepLayer {
  const layer = value as Partial<CachedStepLayer> | null;
  return (
    typeof layer?.diffId === 'string' &&
    isDigest(layer.diffId) &&
    Array.isArray(layer.records) &&
    layer.records.every(isRecord)
  );
}

function isRecord(value: unknown): boolean {
  const record = value as Partial<CacheRecord> | null;
  return (
    typeof record?.key === 'string' &&
    /^[0-9a-f]{64}$/.test(record.key) &&
    typeof record.createdBy === 'string' &&
    typeof record.createdAt === 'string'
  );
}
