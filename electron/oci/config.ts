import { DarkroomError } from '../../shared/errors';
import type { ContainerConfig, HistoryEntry, ImageConfig } from '../../shared/model/image';
import { isDigest } from './digest';
import { parseJson } from './manifest';

/**
 * The config's bytes, in the field order Docker writes. Fields that are undefined are left out.
 * OCI image-spec v1.1 "config.md".
 */
export function encodeConfig(config: ImageConfig): Buffer {
  const {
    created,
    author,
    architecture,
    os,
    variant,
    config: container,
    rootfs,
    history,
    ...rest
  } = config;
  return Buffer.from(
    JSON.stringify({
      created,
      author,
      architecture,
      os,
      variant,
      config: container,
      rootfs,
      history,
      ...rest,
    }),
  );
}

/**
 * Reads a config written by any tool: what is missing gets its default, what is wrong in its main
 * parts is STORE_CORRUPT. Unknown fields stay.
 */
export function parseConfig(content: Uint8Array): ImageConfig {
  const raw = parseJson(content, 'image config');
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw corrupt('it is no object');
  const config = raw as Partial<ImageConfig> & {
    readonly rootfs?: { readonly diff_ids?: unknown };
  };
  const diffIds = config.rootfs?.diff_ids ?? [];
  if (!Array.isArray(diffIds) || !diffIds.every((id) => typeof id === 'string' && isDigest(id))) {
    throw corrupt('rootfs.diff_ids must be a list of sha256 digests');
  }
  const history: unknown = config.history ?? [];
  if (!Array.isArray(history)) throw corrupt('history must be a list');
  return {
    ...config,
    architecture: typeof config.architecture === 'string' ? config.architecture : '',
    os: typeof config.os === 'string' && config.os !== '' ? config.os : 'linux',
    config: (config.config ?? {}) as ContainerConfig,
    rootfs: { type: 'layers', diff_ids: diffIds as ReadonlyArray<string> },
    history: history as ReadonlyArray<HistoryEntry>,
  };
}

/** The history entry that made each layer, bottom first; null where the history says nothing. */
export function layerHistory(config: ImageConfig): ReadonlyArray<HistoryEntry | null> {
  const made = config.history.filter((entry) => entry.empty_layer !== true);
  return config.rootfs.diff_ids.map((_, index) => made[index] ?? null);
}

function corrupt(reason: string): DarkroomError {
  return new DarkroomError('STORE_CORRUPT', `Read image config: ${reason}`);
}
