import type { LayerEntry } from '../../../../../shared/model/layer';
import { sortPaths } from './compare-names';
import type { LayerFile } from '../../../../oci/layer/write-files';
import { baseName, parentPath, type FileNode, type SourceTree } from './source-tree';

/** Whole seconds and nanoseconds since 1970. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

interface Change {
  node: FileNode;
  /** Names of one file share this; the first in tar order carries the bytes. */
  readonly linkGroup?: object;
}

/**
 * A layer in the making: changes on top of a file system that stays as it is. Reads see the changes,
 * so one instruction's later sources land on what its earlier ones made.
 */
export class LayerDraft implements SourceTree {
  private readonly changes = new Map<string, Change | null>();
  private readonly added = new Map<string, Set<string>>();
  /** Folders and names below which nothing of the base shows any more. */
  private readonly cuts = new Set<string>();

  constructor(
    private readonly base: SourceTree,
    /** Time of folders that get or lose a name. */
    private readonly now: Timestamp,
  ) {}

  lookup(path: string): FileNode | null {
    const change = this.changes.get(path);
    if (change !== undefined) return change === null ? null : change.node;
    return this.isCut(parentPath(path), path) ? null : this.base.lookup(path);
  }

  names(path: string): ReadonlyArray<string> {
    const names = new Set(this.isCut(path, path) ? [] : this.base.names(path));
    for (const name of this.added.get(path) ?? []) names.add(name);
    return [...names].filter(
      (name) => this.lookup(path === '' ? name : `${path}/${name}`) !== null,
    );
  }

  /** Makes the folder and those above it that are missing, with the attributes given. */
  makeFolders(path: string, attributes: Pick<FileNode, 'mode' | 'uid' | 'gid'>): void {
    const present = this.lookup(path);
    if (present?.kind === 'directory') return;
    if (present !== null) throw new NotAFolder(path);
    if (path !== '') this.makeFolders(parentPath(path), attributes);
    this.put(path, {
      kind: 'directory',
      ...attributes,
      sizeBytes: 0,
      mtimeSeconds: this.now.seconds,
      mtimeNanos: this.now.nanos,
    });
  }

  /** Puts a new name there; what was there before is gone. The parent has to be a folder. */
  put(path: string, node: FileNode, linkGroup?: object): void {
    const before = this.lookup(path);
    if (before !== null) this.remove(path);
    this.changes.set(path, { node, ...(linkGroup === undefined ? {} : { linkGroup }) });
    if (path === '') return;
    const parent = parentPath(path);
    const names = this.added.get(parent) ?? new Set<string>();
    names.add(baseName(path));
    this.added.set(parent, names);
    this.touch(parent);
  }

  /** Other attributes for what is there. */
  update(path: string, node: FileNode): void {
    const change = this.changes.get(path);
    if (change === undefined || change === null) this.changes.set(path, { node });
    else change.node = node;
  }

  /** Takes the name away with all that is below it. */
  remove(path: string): void {
    if (this.lookup(path)?.kind === 'directory') {
      for (const name of this.names(path)) this.remove(path === '' ? name : `${path}/${name}`);
    }
    this.changes.set(path, null);
    this.cuts.add(path);
    this.touch(parentPath(path));
  }

  /** What the layer has to hold, in tar order, with the folders on the way as overlayfs copies them up. */
  entries(): ReadonlyArray<LayerFile> {
    const paths = new Set<string>();
    for (const path of this.changes.keys()) {
      for (let up = path; up !== '' && !paths.has(up); up = parentPath(up)) paths.add(up);
    }
    const writers = new Map<object, string>();
    const planned: LayerFile[] = [];
    for (const path of sortPaths(paths)) {
      const change = this.changes.get(path);
      if (change === null) {
        if (this.hides(path)) planned.push({ entry: marker('whiteout', path) });
        continue;
      }
      const node = change?.node ?? this.lookup(path);
      if (node === null) continue;
      const group = change?.linkGroup;
      const first = group === undefined ? undefined : writers.get(group);
      if (first !== undefined) {
        planned.push({
          entry: { ...layerEntry(path, node), kind: 'hardlink', link: first, sizeBytes: 0 },
        });
        continue;
      }
      if (group !== undefined) writers.set(group, path);
      const { content } = node;
      planned.push({
        entry: layerEntry(path, node),
        ...(content === undefined ? {} : { content }),
      });
      const isNewFolder = node.kind === 'directory' && this.cuts.has(path);
      if (isNewFolder && this.base.lookup(path)?.kind === 'directory') {
        planned.push({ entry: marker('opaque', path) });
      }
    }
    return planned;
  }

  /** True when the base shows something there that only a whiteout takes away. */
  private hides(path: string): boolean {
    return !this.isCut(parentPath(path), '') && this.base.lookup(path) !== null;
  }

  private touch(folder: string): void {
    const node = this.lookup(folder);
    if (node === null || folder === '') return;
    this.update(folder, { ...node, mtimeSeconds: this.now.seconds, mtimeNanos: this.now.nanos });
  }

  /** True when `from` or a folder above it hides the base; `self` counts only by its own cut. */
  private isCut(from: string, self: string): boolean {
    if (this.cuts.size === 0) return false;
    if (this.cuts.has(self)) return true;
    for (let up = from; up !== ''; up = parentPath(up)) if (this.cuts.has(up)) return true;
    return false;
  }
}

/** A path that has to be a folder is something else. */
export class NotAFolder extends Error {
  constructor(readonly path: string) {
    super(`/${path} is not a folder`);
  }
}

function marker(kind: 'whiteout' | 'opaque', path: string): LayerEntry {
  return { path, kind, mode: 0, uid: 0, gid: 0, sizeBytes: 0, mtimeSeconds: 0, mtimeNanos: 0 };
}

function layerEntry(path: string, node: FileNode): LayerEntry {
  const { identity: _identity, content: _content, ...attributes } = node;
  return { path, ...attributes };
}
