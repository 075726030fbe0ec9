import { DarkroomError } from '../../../../shared/errors';
import type { ChangeKind, LayerEntry, TreeNode } from '../../../../shared/model/layer';
import type { LayerIndex } from '../../../store/store';
import type { MergedNode, MergedTree } from './merged-tree';

/** `/etc/`, `etc/` and `etc` all mean the layer path `etc`. */
export function layerPath(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

/** Children of a folder of the whole image. NOT_FOUND when there is no such folder. */
export function mergedChildren(tree: MergedTree, path: string): ReadonlyArray<TreeNode> {
  let folder: MergedNode | undefined = tree.root;
  for (const part of path === '' ? [] : path.split('/')) folder = folder?.children?.get(part);
  if (folder?.kind !== 'directory') throw noFolder(path);
  const nodes = [...(folder.children?.values() ?? [])].map((node): TreeNode => ({
    name: node.name,
    path: path === '' ? node.name : `${path}/${node.name}`,
    kind: node.kind,
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    sizeBytes: node.sizeBytes,
    mtimeSeconds: node.mtimeSeconds,
    ...(node.link === undefined ? {} : { link: node.link }),
    hasChildren: (node.children?.size ?? 0) > 0,
    layerIndex: node.layerIndex,
  }));
  return nodes.sort(byKindAndName);
}

/** Children of a folder in one layer, each with what it does to the layers below. */
export function layerChildren(
  layers: LayerIndex,
  diffIds: ReadonlyArray<string>,
  layerIndex: number,
  path: string,
): ReadonlyArray<TreeNode> {
  const diffId = diffIds[layerIndex];
  if (diffId === undefined) {
    throw new DarkroomError('NOT_FOUND', `The image has no layer ${layerIndex}`, {
      data: { layer: layerIndex },
    });
  }
  const entries = layers.children(diffId, path);
  if (entries.length === 0 && path !== '' && layers.entry(diffId, path)?.kind !== 'directory')
    throw noFolder(path);
  const sizes = layers.folderSizes(diffId, path);
  const below = visibleLayersBelow(layers, diffIds, layerIndex, path);
  const isThere = (child: string): boolean => existsBelow(layers, below, child);
  return entries
    .filter((entry) => entry.kind !== 'opaque')
    .map((entry) =>
      layerNode(entry, layerIndex, sizes.get(entry.path), changeOf(entry, layerIndex, isThere)),
    )
    .sort(byKindAndName);
}

function layerNode(
  entry: LayerEntry,
  layerIndex: number,
  folderBytes: number | undefined,
  change: ChangeKind | undefined,
): TreeNode {
  return {
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    path: entry.path,
    kind: entry.kind,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    sizeBytes: entry.kind === 'directory' ? (folderBytes ?? 0) : entry.sizeBytes,
    mtimeSeconds: entry.mtimeSeconds,
    ...(entry.link === undefined ? {} : { link: entry.link }),
    hasChildren: entry.kind === 'directory' && folderBytes !== undefined,
    layerIndex,
    ...(change === undefined ? {} : { change }),
  };
}

/** Undefined in the lowest layer, where everything is new. */
function changeOf(
  entry: LayerEntry,
  layerIndex: number,
  isThere: (path: string) => boolean,
): ChangeKind | undefined {
  if (entry.kind === 'whiteout') return 'deleted';
  if (layerIndex === 0) return undefined;
  return isThere(entry.path) ? 'changed' : 'added';
}

/** Lower layers, topmost first, down to the one that hides what lies below it at this folder. */
function visibleLayersBelow(
  layers: LayerIndex,
  diffIds: ReadonlyArray<string>,
  layerIndex: number,
  path: string,
): ReadonlyArray<string> {
  const visible: string[] = [];
  if (hidesBelow(layers, diffIds[layerIndex] ?? '', path)) return visible;
  for (const diffId of diffIds.slice(0, layerIndex).reverse()) {
    visible.push(diffId);
    if (hidesBelow(layers, diffId, path)) break;
  }
  return visible;
}

/** Whether a layer cuts a folder off from lower ones: it, or a folder above it, was replaced there. */
function hidesBelow(layers: LayerIndex, diffId: string, path: string): boolean {
  const parts = path === '' ? [] : path.split('/');
  for (let length = 0; length <= parts.length; length += 1) {
    const folder = parts.slice(0, length).join('/');
    if (layers.isOpaque(diffId, folder)) return true;
    const entry = folder === '' ? null : layers.entry(diffId, folder);
    if (entry !== null && entry.kind !== 'directory') return true;
  }
  return false;
}

function existsBelow(layers: LayerIndex, visible: ReadonlyArray<string>, path: string): boolean {
  for (const diffId of visible) {
    const entry = layers.entry(diffId, path);
    if (entry !== null) return entry.kind !== 'whiteout';
    if (layers.children(diffId, path).length > 0) return true;
  }
  return false;
}

/** Folders first, then by name. */
function byKindAndName(left: TreeNode, right: TreeNode): number {
  const leftIsFile = left.kind === 'directory' ? 0 : 1;
  const rightIsFile = right.kind === 'directory' ? 0 : 1;
  return leftIsFile - rightIsFile || compareNames(left.name, right.name);
}

function compareNames(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function noFolder(path: string): DarkroomError {
  return new DarkroomError('NOT_FOUND', `There is no folder /${path}`, { data: { path } });
}
