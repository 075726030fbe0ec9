import { stat } from 'node:fs/promises';
import type { LayerEntry } from '../../../shared/model/layer';
import { blobNotFound } from '../blobs/blob-store';
import { isAlive, ownIdentity } from '../process-identity';
import { forEachSliced, yieldToEvents } from '../slices';
import type { LayerIndex, StorePaths } from '../store';
import type { IndexDatabase } from './index-database';
import { LayerReader } from './layer-reader';
import { layerStride } from './layer-rows';
import { LayerRowWriter } from './layer-writer';

const rowsPerSlice = 2000;

/** Layers and their entries in SQLite. Long inserts and deletes run in slices: nothing waits long. */
export class SqlLayerIndex extends LayerReader implements LayerIndex {
  private readonly writing = new Map<string, Promise<void>>();

  constructor(
    database: IndexDatabase,
    private readonly paths: StorePaths,
    private readonly hold: (digest: string) => void,
  ) {
    super(database);
  }

  async put(diffId: string, sizeBytes: number, entries: Iterable<LayerEntry>): Promise<void> {
    this.hold(diffId);
    const busy = this.writing.get(diffId);
    if (busy !== undefined) return busy;
    const work = this.putNew(diffId, sizeBytes, entries).finally(() => this.writing.delete(diffId));
    this.writing.set(diffId, work);
    return work;
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
    const insertion = new LayerInsertion(this.database, { diffId, sizeBytes, entries }, () =>
      this.has(diffId),
    );
    // Known once a slice is committed: until then there is nothing to delete.
    let layerId: number | null = null;
    const inSlice = (run: () => void): void => {
      this.database.transaction(run);
      layerId = insertion.layerId;
    };
    try {
      await forEachSliced(insertion.rows(), rowsPerSlice, inSlice, () => undefined);
    } catch (error) {
      if (layerId !== null) await this.deleteRows(layerId);
      throw error;
    }
    if (layerId !== null && !insertion.isComplete) await this.deleteRows(layerId);
  }
}

interface NewLayer {
  readonly diffId: string;
  readonly sizeBytes: number;
  readonly entries: Iterable<LayerEntry>;
}

/** A layer on its way into the index: its own row, one for each entry and folder, and the mark that it is whole. */
class LayerInsertion {
  layerId: number | null = null;
  /** False at the end when another process was first. */
  isComplete = false;

  constructor(
    private readonly database: IndexDatabase,
    private readonly layer: NewLayer,
    private readonly isKnown: () => boolean,
  ) {}

  /** Writes on while it is asked for more, in slices: a small layer is one transaction. */
  *rows(): Generator<undefined, void> {
    const layerId = this.insertLayer();
    this.layerId = layerId;
    const writer = new LayerRowWriter(this.database, layerId);
    for (const entry of this.layer.entries) {
      writer.write(entry);
      yield;
    }
    for (const folder of writer.allFolders()) {
      writer.writeFolder(folder);
      yield;
    }
    this.isComplete = this.complete(layerId, writer);
  }

  private insertLayer(): number {
    const { diffId, sizeBytes } = this.layer;
    const self = ownIdentity();
    return Number(
      this.database.run(
        'INSERT INTO layers (diff_id, size_bytes, owner_pid, owner_ticks) VALUES (?, ?, ?, ?)',
        diffId,
        sizeBytes,
        self.pid,
        self.startTicks,
      ).lastInsertRowid,
    );
  }

  private complete(layerId: number, writer: LayerRowWriter): boolean {
    return this.database.transaction(() => {
      if (this.isKnown()) return false;
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
}
