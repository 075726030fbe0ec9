import type { TimelineEntry } from '../../../shared/model/snapshot';
import type { SnapshotIndex } from '../store';
import type { IndexDatabase } from './index-database';

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

  add(entry: Omit<TimelineEntry, 'names'>): void {
    this.database.run(
      `INSERT INTO snapshots (image_id, container_id, container_name, parent_image_id, parent_image_name, created_at, author, message, size_bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (image_id) DO NOTHING`,
      entry.imageId,
      entry.containerId,
      entry.containerName,
      entry.parentImageId,
      entry.parentImageName,
      entry.createdAt,
      entry.author,
      entry.message,
      entry.sizeBytes,
    );
  }

  list(): ReadonlyArray<Omit<TimelineEntry, 'names'>> {
    return this.database
      .all<SnapshotRow>('SELECT * FROM snapshots ORDER BY created_at, image_id')
      .map((row) => ({
        imageId: row.image_id,
        containerId: row.container_id,
        containerName: row.container_name,
        parentImageId: row.parent_image_id,
        parentImageName: row.parent_image_name,
        createdAt: row.created_at,
        author: row.author,
        message: row.message,
        sizeBytes: row.size_bytes,
      }));
  }
}
