import type { LayerEntry } from '../../../../../shared/model/layer';
import type { Store } from '../../../../store/store';
import { compareNames } from './compare-names';
import {
  baseName,
  parentPath,
  type ContentSource,
  type FileNode,
  type SourceTree,
} from './source-tree';

interface Child {
  /** Null when a whiteout removed it. */
  readonly entry: LayerEntry | null;
  /** The layer that `entry` comes from. */
  readonly layer: string;
  /** Layers that have this folder, top first, down to the first that hides those below. */
  readonly folders: string[];
  closed: boolean;
}

/**
 * What a chain of layers shows, read from the index: nothing is unpacked. Layers are immutable, so
 * folders are remembered once looked at.
 */
export class ImageTree implements SourceTree {
  private readonly folders = new Map<string, ReadonlyMap<string, Child>>();
  private readonly topFirst: ReadonlyArray<string>;

  constructor(
    private readonly store: Pick<Store, 'layers' | 'paths'>,
    readonly diffIds: ReadonlyArray<string>,
  ) {
    this.topFirst = [...diffIds].reverse();
  }

  lookup(path: string): FileNode | null {
    if (path === '') return this.root();
    const child = this.child(path);
    if (child === null || child.entry === null) return null;
    return this.toNode(child.entry, child.layer);
  }

  names(path: string): ReadonlyArray<string> {
    const names: string[] = [];
    for (const [name, child] of this.folder(path)) {
      if (child.entry !== null) names.push(name);
    }
    return names.sort(compareNames);
  }

  private child(path: string): Child | null {
    return this.folder(parentPath(path)).get(baseName(path)) ?? null;
  }

  private folder(path: string): ReadonlyMap<string, Child> {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const layers = path === '' ? this.topFirst : (this.child(path)?.folders ?? []);
    const merged = this.merge(layers, path);
    this.folders.set(path, merged);
    return merged;
  }

  /** Image-spec v1.1 "layer.md": upper entries win, whiteouts and opaque folders hide what is below. */
  private merge(layers: ReadonlyArray<string>, path: string): ReadonlyMap<string, Child> {
    const merged = new Map<string, Child>();
    for (const layer of layers) {
      const hiders = new Set<string>();
      for (const entry of this.store.layers.children(layer, path)) {
        const name = baseName(entry.path);
        if (entry.kind === 'whiteout' || entry.kind === 'opaque') {
          hiders.add(name);
          continue;
        }
        const above = merged.get(name);
        if (above === undefined) {
          const isFolder = entry.kind === 'directory';
          merged.set(name, { entry, layer, folders: isFolder ? [layer] : [], closed: !isFolder });
        } else if (!above.closed) {
          if (entry.kind === 'directory') above.folders.push(layer);
          else above.closed = true;
        }
      }
      for (const name of hiders) {
        const here = merged.get(name);
        if (here === undefined) merged.set(name, { entry: null, layer, folders: [], closed: true });
        else here.closed = true;
      }
    }
    return merged;
  }

  private root(): FileNode {
    for (const layer of this.topFirst) {
      const entry = this.store.layers.entry(layer, '');
      if (entry?.kind === 'directory') return this.toNode(entry, layer);
    }
    return {
      kind: 'directory',
      mode: 0o755,
      uid: 0,
      gid: 0,
      sizeBytes: 0,
      mtimeSeconds: 0,
      mtimeNanos: 0,
    };
  }

  private toNode(found: LayerEntry, layer: string): FileNode {
    const entry =
      found.kind === 'hardlink' && found.link !== undefined
        ? (this.store.layers.entry(layer, found.link) ?? found)
        : found;
    const kind = entry.kind;
    if (kind === 'whiteout' || kind === 'opaque' || kind === 'hardlink') {
      // a hard link whose target its own layer lacks: nothing that could be read
      return { ...attributes(found), kind: 'file' };
    }
    if (kind !== 'file') return { ...attributes(entry), kind };
    return {
      ...attributes(entry),
      kind,
      identity: `${layer}:${entry.path}`,
      ...(entry.digest === undefined ? {} : { digest: entry.digest }),
      ...(entry.sizeBytes === 0 ? {} : { content: this.content(entry, layer) }),
    };
  }

  private content(entry: LayerEntry, layer: string): ContentSource {
    const path = this.store.paths.blob(layer);
    return entry.dataOffset === undefined
      ? { kind: 'member', path, member: entry.path }
      : { kind: 'range', path, offset: entry.dataOffset };
  }
}

function attributes(entry: LayerEntry): Omit<FileNode, 'kind'> {
  return {
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    sizeBytes: entry.sizeBytes,
    mtimeSeconds: entry.mtimeSeconds,
    mtimeNanos: entry.mtimeNanos,
    ...(entry.kind === 'symlink' && entry.link !== undefined ? { link: entry.link } : {}),
    ...(entry.deviceMajor === undefined ? {} : { deviceMajor: entry.deviceMajor }),
    ...(entry.deviceMinor === undefined ? {} : { deviceMinor: entry.deviceMinor }),
    ...(entry.xattrs === undefined ? {} : { xattrs: entry.xattrs }),
  };
}
