import { stat } from 'node:fs/promises';
import type { LayerEntry } from '../../../shared/model/layer';
import { blobNotFound } from '../blobs/blob-store';
import { isAlive, ownIdentity } from '../process-identity';
import { forEachSliced, yieldToEvents } from '../slices';
import type { LayerIndex, StorePaths } from '../store';
import type { IndexDatabase } from './index-database';
import {
  entryFromRow,
  fromSqlPath,
  impliedFolder,
  joinPath,
  layerStride,
  splitPath,
  toSqlPath,
  type EntryRow,
} from './layer-rows';
import { LayerRowWriter, rootFolderId } from './layer-writer';

const rowsPerSlice = 2000;
const rowsPerPage = 512;
const opaqueKind = 8;

interface LayerRow {
  readonly layer_id: number;
  readonly size_bytes: number;
  readonly content_bytes: number;
  readonly entry_count: number;
  readonly whiteout_count: number;
}

/** Layers and their entries in SQLite. Long inserts and deletes run in slices: nothing waits long. */
export class SqlLayerIndex implements LayerIndex {
  private readonly writing = new Map<string, Promise<void>>();

  constructor(
    private readonly database: IndexDatabase,
    private readonly paths: StorePaths,
    private readonly hold: (digest: string) => void,
  ) {}

  async put(diffId: string, sizeBytes: number, entries: Iterable<LayerEntry>): Promise<void> {
    this.hold(diffId);
    const busy = this.writing.get(diffId);
    if (busy !== undefined) return busy;
    const work = this.putNew(diffId, sizeBytes, entries).finally(() => this.writing.delete(diffId));
    this.writing.set(diffId, work);
    return work;
  }

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
    // Pages, not a cursor: an open cursor would lock this connection for everybody else.
    for (let next = layer.layer_id * layerStride; ;) {
      const rows = this.database.all<EntryRow>(
        'SELECT * FROM entries WHERE entry_id >= ? AND entry_id < ? ORDER BY entry_id LIMIT ?',
        next,
        end,
        rowsPerPage,
      );
      for (const row of rows)
        yield entryFromRow(row, joinPath(folder(row.folder_id), fromSqlPath(row.name)));
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsPerPage) return;
      next = last.entry_id + 1;
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
    const row = this.database.get<EntryRow>(
      'SELECT * FROM entries WHERE folder_id = ? AND name = ? AND kind <> ? ORDER BY entry_id DESC LIMIT 1',
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
    const rows = this.database.all<EntryRow>(
      'SELECT * FROM entries WHERE folder_id = ? ORDER BY entry_id',
      folderId,
    );
    for (const row of rows) {
      const entry = entryFromRow(row, joinPath(path, fromSqlPath(row.name)));
      found.set(row.kind === opaqueKind ? `${entry.path}/` : entry.path, entry);
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

  /** Hides a layer at once; its rows go with `deleteRows`. For use inside a transaction. */
  hide(diffId: string): number | null {
    const layer = this.row(diffId);
    if (layer === undefined) return null;
    const self = ownIdentity();
    this.database.run(
      'UPDATE layers SET complete = 0, owner_pid = ?, owner_ticks = ? WHERE layer_id = ?',
      self.pid,
      self.startTicks,
      layer.layer_id,
    );
    return layer.layer_id;
  }

  /** Removes all rows of a hidden or never completed layer, in slices. */
  async deleteRows(layerId: number): Promise<void> {
    const first = layerId * layerStride;
    for (let changes = 1; changes > 0;) {
      changes = this.database.run(
        `DELETE FROM entries WHERE entry_id IN
         (SELECT entry_id FROM entries WHERE entry_id >= ? AND entry_id < ? LIMIT ?)`,
        first,
        first + layerStride,
        rowsPerSlice,
      ).changes;
      await yieldToEvents();
    }
    for (let changes = 1; changes > 0;) {
      changes = this.database.run(
        'DELETE FROM folders WHERE folder_id IN (SELECT folder_id FROM folders WHERE layer_id = ? LIMIT ?)',
        layerId,
        rowsPerSlice,
      ).changes;
      await yieldToEvents();
    }
    this.database.run('DELETE FROM layers WHERE layer_id = ? AND complete = 0', layerId);
  }

  /** Layers that a process which is gone did not finish writing or deleting. */
  abandoned(): ReadonlyArray<number> {
    return this.database
      .all<{ layer_id: number; owner_pid: number; owner_ticks: number }>(
        'SELECT layer_id, owner_pid, owner_ticks FROM layers WHERE complete = 0',
      )
      .filter((row) => !isAlive({ pid: row.owner_pid, startTicks: row.owner_ticks }))
      .map((row) => row.layer_id);
  }

  private async putNew(
    diffId: string,
    sizeBytes: number,
    entries: Iterable<LayerEntry>,
  ): Promise<void> {
    if (this.has(diffId)) return;
    const blob = await stat(this.paths.blob(diffId)).catch(() => null);
    if (blob === null) throw blobNotFound(diffId);
    const self = ownIdentity();
    const layerId = Number(
      this.database.run(
        'INSERT INTO layers (diff_id, size_bytes, owner_pid, owner_ticks) VALUES (?, ?, ?, ?)',
        diffId,
        sizeBytes,
        self.pid,
        self.startTicks,
      ).lastInsertRowid,
    );
    try {
      const writer = new LayerRowWriter(this.database, layerId);
      const inSlice = (run: () => void): void => this.database.transaction(run);
      await forEachSliced(entries, rowsPerSlice, inSlice, (entry) => writer.write(entry));
      await forEachSliced(writer.allFolders(), rowsPerSlice, inSlice, (folder) =>
        writer.writeFolder(folder),
      );
      if (!this.complete(diffId, layerId, writer)) await this.deleteRows(layerId);
    } catch (error) {
      await this.deleteRows(layerId);
      throw error;
    }
  }

  /** False when another process was first. */
  private complete(diffId: string, layerId: number, writer: LayerRowWriter): boolean {
    return this.database.transaction(() => {
      if (this.has(diffId)) return false;
      const { entryCount, whiteoutCount, contentBytes } = writer.totals;
      this.database.run(
        `UPDATE layers SET complete = 1, entry_count = ?, whiteout_count = ?, content_bytes = ?
         WHERE layer_id = ?`,
        entryCount,
        whiteoutCount,
        contentBytes,
        layerId,
      );
      return true;
    });
  }

  private row(diffId: string): LayerRow | undefined {
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
