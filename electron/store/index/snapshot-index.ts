import type { TimelineEntry } from '../../../shared/model/snapshot';
import type { SnapshotIndex } from '../store';
import type { IndexDatabase } from './index-database';

type Snapshot = Omit<TimelineEntry, 'names'>;

interface SnapshotRow {
  readonly image_id: string;
  readonly container_id: string;
  readonly container_name: string;
  readonly parent_image_id: string;
  readonly parent_image_name: string;
  readonly created_at: string;
  readonly author: string;
  readonly message: string;
  readonly size_bytes: number;
}

export class SqlSnapshotIndex implements SnapshotIndex {
  constructor(private readonly database: IndexDatabase) {}

  add(entry: Snapshot): void {
    this.database.run(
      `INSERT INTO snapshots (image_id, container_id, container_name, parent_image_id, parent_image_name, created_at, author, message, size_bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (image_id) DO NOTHING`,
      ...valuesOf(entry),
    );
  }

  list(): ReadonlyArray<Snapshot> {
    return this.database
      .all<SnapshotRow>('SELECT * FROM snapshots ORDER BY created_at, image_id')
      .map(fromRow);
  }

  addOf(engine: string, entry: Snapshot): void {
    this.database.run(
      `INSERT INTO engine_snapshots (engine, image_id, container_id, container_name, parent_image_id, parent_image_name, created_at, author, message, size_bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (engine, image_id) DO NOTHING`,
      engine,
      ...valuesOf(entry),
    );
  }

  listOf(engine: string): ReadonlyArray<Snapshot> {
    return this.database
      .all<SnapshotRow>(
        'SELECT * FROM engine_snapshots WHERE engine = ? ORDER BY created_at, image_id',
        engine,
      )
      .map(fromRow);
  }

  removeOf(engine: string, imageId: string): void {
    this.database.run(
      'DELETE FROM engine_snapshots WHERE engine = ? AND image_id = ?',
      engine,
      imageId,
    );
  }
}

function valuesOf(entry: Snapshot) {
  return [
    entry.imageId,
    entry.containerId,
    entry.containerName,
    entry.parentImageId,
    entry.parentImageName,
    entry.createdAt,
    entry.author,
    entry.message,
    entry.sizeBytes,
  ] as const;
}

function fromRow(row: SnapshotRow): Snapshot {
  return {
    imageId: row.image_id,
    containerId: row.container_id,
    containerName: row.container_name,
    parentImageId: row.parent_image_id,
    parentImageName: row.parent_image_name,
    createdAt: row.created_at,
    author: row.author,
    message: row.message,
    sizeBytes: row.size_bytes,
  };
}
