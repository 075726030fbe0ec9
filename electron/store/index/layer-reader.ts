import type { LayerEntry } from '../../../shared/model/layer';
import type { IndexDatabase } from './index-database';
import {
  entryColumns,
  entryFromRow,
  fromSqlPath,
  impliedFolder,
  joinPath,
  layerStride,
  splitPath,
  toSqlPath,
  type EntryRow,
} from './layer-rows';
import { rootFolderId } from './layer-writer';

const rowsPerPage = 512;
const opaqueKind = 8;

export interface LayerRow {
  readonly layer_id: number;
  readonly size_bytes: number;
  readonly content_bytes: number;
  readonly entry_count: number;
  readonly whiteout_count: number;
}

/** Reads layers and their entries. Every answer takes a few indexed look-ups. */
export class LayerReader {
  constructor(protected readonly database: IndexDatabase) {}

  has(diffId: string): boolean {
    return this.row(diffId) !== undefined;
  }

  sizeBytes(diffId: string): number | null {
    return this.row(diffId)?.size_bytes ?? null;
  }

  /** Counts for lists; null when there is no such layer. */
  counts(diffId: string): { readonly fileCount: number; readonly whiteoutCount: number } | null {
    const row = this.row(diffId);
    if (row === undefined) return null;
    return { fileCount: row.entry_count - row.whiteout_count, whiteoutCount: row.whiteout_count };
  }

  *entries(diffId: string): IterableIterator<LayerEntry> {
    const layer = this.row(diffId);
    if (layer === undefined) return;
    const end = (layer.layer_id + 1) * layerStride;
    const folder = this.folderPaths(layer.layer_id);
    const sql = `SELECT ${entryColumns} FROM entries WHERE entry_id >= ? AND entry_id < ? ORDER BY entry_id LIMIT ?`;
    // Pages, not a cursor: an open cursor would lock this connection for everybody else.
    for (let next = layer.layer_id * layerStride; ;) {
      const rows = this.database.allTuples<EntryRow>(sql, next, end, rowsPerPage);
      for (const row of rows)
        yield entryFromRow(row, joinPath(folder(row[1]), fromSqlPath(row[2])));
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsPerPage) return;
      next = last[0] + 1;
    }
  }

  entry(diffId: string, path: string): LayerEntry | null {
    const layer = this.row(diffId);
    if (layer === undefined) return null;
    const { folder, name } = splitPath(path);
    const folderId =
      path === '' ? rootFolderId(layer.layer_id) : this.folderId(layer.layer_id, folder);
    if (folderId === null) return null;
    // An archive may hold a path twice: the last one counts.
    const [row] = this.database.allTuples<EntryRow>(
      `SELECT ${entryColumns} FROM entries WHERE folder_id = ? AND name = ? AND kind <> ?
       ORDER BY entry_id DESC LIMIT 1`,
      folderId,
      toSqlPath(name),
      opaqueKind,
    );
    return row === undefined ? null : entryFromRow(row, path);
  }

  children(diffId: string, path: string): ReadonlyArray<LayerEntry> {
    const layer = this.row(diffId);
    const folderId = layer === undefined ? null : this.folderId(layer.layer_id, path);
    if (folderId === null) return [];
    const found = new Map<string, LayerEntry>();
    const rows = this.database.allTuples<EntryRow>(
      `SELECT ${entryColumns} FROM entries WHERE folder_id = ? ORDER BY entry_id`,
      folderId,
    );
    for (const row of rows) {
      const entry = entryFromRow(row, joinPath(path, fromSqlPath(row[2])));
      found.set(entry.kind === 'opaque' ? `${entry.path}/` : entry.path, entry);
    }
    const implied = this.database.all<{ path: string | Buffer }>(
      'SELECT path FROM folders WHERE parent_id = ? AND implied = 1',
      folderId,
    );
    for (const row of implied) {
      const folder = fromSqlPath(row.path);
      if (!found.has(folder)) found.set(folder, impliedFolder(folder));
    }
    return [...found.values()];
  }

  isOpaque(diffId: string, path: string): boolean {
    const layer = this.row(diffId);
    if (layer === undefined) return false;
    const { folder, name } = splitPath(path);
    const folderId =
      path === '' ? rootFolderId(layer.layer_id) : this.folderId(layer.layer_id, folder);
    if (folderId === null) return false;
    const sql = 'SELECT 1 FROM entries WHERE folder_id = ? AND name = ? AND kind = ?';
    return this.database.get(sql, folderId, toSqlPath(name), opaqueKind) !== undefined;
  }

  /** Sizes in bytes of the content below each child folder that has something in it, by path. */
  folderSizes(diffId: string, path: string): ReadonlyMap<string, number> {
    const layer = this.row(diffId);
    const folderId = layer === undefined ? null : this.folderId(layer.layer_id, path);
    const rows = this.database.all<{ path: string | Buffer; content_bytes: number }>(
      'SELECT path, content_bytes FROM folders WHERE parent_id = ?',
      folderId,
    );
    return new Map(rows.map((row) => [fromSqlPath(row.path), row.content_bytes]));
  }

  /** DiffIDs of all layers. */
  all(): ReadonlyArray<string> {
    return this.database
      .all<{ diff_id: string }>('SELECT diff_id FROM layers WHERE complete = 1')
      .map((row) => row.diff_id);
  }

  protected row(diffId: string): LayerRow | undefined {
    return this.database.get<LayerRow>(
      'SELECT * FROM layers WHERE diff_id = ? AND complete = 1',
      diffId,
    );
  }

  private folderId(layerId: number, path: string): number | null {
    const row = this.database.get<{ folder_id: number }>(
      'SELECT folder_id FROM folders WHERE layer_id = ? AND path = ?',
      layerId,
      toSqlPath(path),
    );
    return row?.folder_id ?? null;
  }

  private folderPaths(layerId: number): (folderId: number) => string {
    const known = new Map<number, string>([[rootFolderId(layerId), '']]);
    return (folderId) => {
      let path = known.get(folderId);
      if (path === undefined) {
        const row = this.database.get<{ path: string | Buffer }>(
          'SELECT path FROM folders WHERE folder_id = ?',
          folderId,
        );
        path = row === undefined ? '' : fromSqlPath(row.path);
        known.set(folderId, path);
      }
      return path;
    };
  }
}
