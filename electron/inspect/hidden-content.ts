import type { ImageWaste, WasteItem } from '../../shared/model/image';

/** The share of a group's bytes that a folder must hold to stand for the group. */
const mostOf = 0.9;

interface Folder {
  sizeBytes: number;
  readonly children: Map<string, Folder>;
}

interface Group {
  readonly root: Folder;
  readonly layerIndex: number;
  readonly hiddenBy: number;
  fileCount: number;
}

/**
 * Collects files of lower layers that upper layers delete or replace. Summed up per pair of layers: a
 * file deleted in a later step still travels with the image.
 */
export class HiddenContent {
  private readonly groups = new Map<string, Group>();

  /** `path` without leading slash; a file of no bytes and one replaced in its own layer are no waste. */
  add(path: string, sizeBytes: number, layerIndex: number, hiddenBy: number): void {
    if (sizeBytes === 0 || layerIndex === hiddenBy) return;
    const key = `${layerIndex} ${hiddenBy}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { root: makeFolder(), layerIndex, hiddenBy, fileCount: 0 };
      this.groups.set(key, group);
    }
    group.fileCount += 1;
    let folder = group.root;
    folder.sizeBytes += sizeBytes;
    for (const part of path.split('/')) {
      let child = folder.children.get(part);
      if (child === undefined) folder.children.set(part, (child = makeFolder()));
      child.sizeBytes += sizeBytes;
      folder = child;
    }
  }

  summary(): ImageWaste {
    const groups = [...this.groups.values()];
    const items = groups.map(describe).sort((a, b) => b.sizeBytes - a.sizeBytes);
    return {
      sizeBytes: items.reduce((sum, item) => sum + item.sizeBytes, 0),
      fileCount: items.reduce((sum, item) => sum + item.fileCount, 0),
      items,
    };
  }
}

function makeFolder(): Folder {
  return { sizeBytes: 0, children: new Map() };
}

function describe({ root, layerIndex, hiddenBy, fileCount }: Group): WasteItem {
  const parts: string[] = [];
  for (let folder = root; ;) {
    const heavy = [...folder.children].find(
      ([, child]) => child.sizeBytes >= root.sizeBytes * mostOf,
    );
    if (heavy === undefined) break;
    parts.push(heavy[0]);
    folder = heavy[1];
  }
  return { path: parts.join('/'), sizeBytes: root.sizeBytes, fileCount, layerIndex, hiddenBy };
}
