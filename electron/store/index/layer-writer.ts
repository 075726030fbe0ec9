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

/** Turns entries into rows. Each `write` is one insert, plus one per folder not seen before. */
export class LayerRowWriter {
  private readonly folders = new Map<string, number>();
  private readonly declared = new Set<string>();
  private readonly implied = new Map<string, number>();
  private readonly insertEntry;
  private readonly insertFolder;
  private position = 0;
  private whiteouts = 0;
  private content = 0;

  constructor(
    private readonly database: IndexDatabase,
    private readonly layerId: number,
  ) {
    this.insertEntry = database.prepare(insertEntrySql);
    this.insertFolder = database.prepare(
      'INSERT INTO folders (layer_id, parent_id, path) VALUES (?, ?, ?)',
    );
  }

  get totals(): LayerTotals {
    return { entryCount: this.position, whiteoutCount: this.whiteouts, contentBytes: this.content };
  }

  write(entry: LayerEntry): void {
    const { folder, name } = splitPath(entry.path);
    this.insertEntry.run(
      this.layerId * layerStride + this.position,
      entry.path === '' ? rootFolderId(this.layerId) : this.folderId(folder),
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
    if (entry.kind === 'file') this.content += entry.sizeBytes;
    if (entry.kind === 'directory') {
      this.declared.add(entry.path);
      this.implied.delete(entry.path);
    }
  }

  /** Marks the folders that no entry declared. */
  finish(): void {
    for (const [path, id] of this.implied) {
      if (path !== '') this.database.run('UPDATE folders SET implied = 1 WHERE folder_id = ?', id);
    }
  }

  private folderId(path: string): number {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const parent = path === '' ? null : this.folderId(splitPath(path).folder);
    const id = Number(this.insertFolder.run(this.layerId, parent, toSqlPath(path)).lastInsertRowid);
    this.folders.set(path, id);
    if (!this.declared.has(path)) this.implied.set(path, id);
    return id;
  }
}

/** Stands in for the folder of the root's own entry, which has none. */
export function rootFolderId(layerId: number): number {
  return -layerId;
}
