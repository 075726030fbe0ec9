import { createHash } from 'node:crypto';
import type { LayerEntry } from '../../../../shared/model/layer';
import type { Store } from '../../../store/store';
import type { MergedNode, MergedTree } from '../images/merged-tree';
import { readInLayers } from '../images/read-file';

/** A package database larger than this is not read. */
const textLimitBytes = 64 << 20;

/** The files of one image, as drafting looks at them. Paths are without leading slash. */
export interface ImageFiles {
  /** No link is followed. */
  node(path: string): MergedNode | null;
  entry(path: string): LayerEntry | null;
  /** Null when there is no such file, or it is no regular one. */
  text(path: string): Promise<string | null>;
  bytes(path: string): Promise<Uint8Array | null>;
  /** Lower-case hex; null as for `text`. */
  md5(path: string): Promise<string | null>;
  /** The path with links of its folders followed; null when it leads nowhere. */
  real(path: string): string | null;
  /** Where a file's content lies in the store's blobs. */
  diffIdOf(node: MergedNode): string;
}

export function imageFiles(
  store: Store,
  diffIds: ReadonlyArray<string>,
  tree: MergedTree,
): ImageFiles {
  const node = (path: string): MergedNode | null => {
    let at: MergedNode | undefined = tree.root;
    for (const part of path === '' ? [] : path.split('/')) at = at?.children?.get(part);
    return at ?? null;
  };
  const read = async (path: string): Promise<Uint8Array | null> => {
    const place = real(path);
    if (place === null) return null;
    const found = await readInLayers(store, diffIds, place, textLimitBytes);
    return found === null || found.sizeBytes > textLimitBytes ? null : found.bytes;
  };
  const diffIdOf = (found: MergedNode): string => diffIds[found.layerIndex] ?? '';
  const real = (path: string): string | null => resolvePath(node, path);
  return {
    node,
    real,
    diffIdOf,
    entry: (path) => {
      const found = node(path);
      return found === null ? null : store.layers.entry(diffIdOf(found), path);
    },
    bytes: read,
    text: async (path) => {
      const bytes = await read(path);
      return bytes === null ? null : Buffer.from(bytes).toString('utf8');
    },
    md5: async (path) => {
      const bytes = await read(path);
      return bytes === null ? null : createHash('md5').update(bytes).digest('hex');
    },
  };
}

const maximumLinks = 40;

function resolvePath(node: (path: string) => MergedNode | null, path: string): string | null {
  let pending = path.split('/');
  let trail: string[] = [];
  let links = 0;
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      trail.pop();
      continue;
    }
    const found = node([...trail, part].join('/'));
    if (found === null) return null;
    if (found.kind !== 'symlink') {
      trail.push(part);
      continue;
    }
    links += 1;
    if (links > maximumLinks) return null;
    const target = found.link ?? '';
    if (target.startsWith('/')) trail = [];
    pending = [...target.split('/'), ...pending];
  }
  return trail.join('/');
}
