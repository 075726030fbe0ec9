import type { LayerEntry } from '../../../shared/model/layer';
import type { IndexDatabase } from './index-database';
import {
  extraOf,
  insertEntrySql,
  kindNumber,
  layerStride,
  splitPath,
  toSqlPath,
} from './layer-rows';

/** Totals of the entries written so far. */
export interface LayerTotals {
  readonly entryCount: number;
  readonly whiteoutCount: number;
  /** Sum of the files' content, as unpacking would take. */
  readonly contentBytes: number;
}

interface Folder {
  readonly id: number;
  readonly path: string;
  readonly parent: Folder | null;
  contentBytes: number;
}

/** Turns entries into rows: one insert each, then one per folder that has something in it. */
export class LayerRowWriter {
  private readonly folders = new Map<string, Folder>();
  private readonly declared = new Set<string>();
  private readonly insertEntry;
  private readonly insertFolder;
  private position = 0;
  private whiteouts = 0;
  private content = 0;

  constructor(
    database: IndexDatabase,
    private readonly layerId: number,
  ) {
    this.insertEntry = database.prepare(insertEntrySql);
    this.insertFolder = database.prepare(
      'INSERT INTO folders (folder_id, layer_id, parent_id, path, implied, content_bytes) VALUES (?, ?, ?, ?, ?, ?)',
    );
  }

  get totals(): LayerTotals {
    return { entryCount: this.position, whiteoutCount: this.whiteouts, contentBytes: this.content };
  }

  write(entry: LayerEntry): void {
    const { folder: folderPath, name } = splitPath(entry.path);
    const folder = entry.path === '' ? null : this.folder(folderPath);
    this.insertEntry.run(
      this.layerId * layerStride + this.position,
      folder?.id ?? rootFolderId(this.layerId),
      toSqlPath(name),
      kindNumber(entry.kind),
      entry.mode,
      entry.uid,
      entry.gid,
      entry.sizeBytes,
      entry.mtimeSeconds,
      entry.mtimeNanos,
      entry.link === undefined ? null : toSqlPath(entry.link),
      entry.digest ?? null,
      entry.dataOffset ?? null,
      extraOf(entry),
    );
    this.position += 1;
    if (entry.kind === 'whiteout' || entry.kind === 'opaque') this.whiteouts += 1;
    else if (entry.kind === 'directory') this.declared.add(entry.path);
    else if (entry.kind === 'file') this.addContent(folder, entry.sizeBytes);
  }

  /** All folders, to be written once the last entry is. */
  allFolders(): Iterable<Folder> {
    return this.folders.values();
  }

  writeFolder(folder: Folder): void {
    const isImplied = folder.path !== '' && !this.declared.has(folder.path);
    this.insertFolder.run(
      folder.id,
      this.layerId,
      folder.parent?.id ?? null,
      toSqlPath(folder.path),
      isImplied ? 1 : 0,
      folder.contentBytes,
    );
  }

  private addContent(folder: Folder | null, sizeBytes: number): void {
    this.content += sizeBytes;
    for (let above = folder; above !== null; above = above.parent) above.contentBytes += sizeBytes;
  }

  private folder(path: string): Folder {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const parent = path === '' ? null : this.folder(splitPath(path).folder);
    const id = this.layerId * layerStride + this.folders.size + 1;
    const folder: Folder = { id, path, parent, contentBytes: 0 };
    this.folders.set(path, folder);
    return folder;
  }
}

/** Stands in for the folder of the root's own entry, which has none. */
export function rootFolderId(layerId: number): number {
  return layerId * layerStride;
}
