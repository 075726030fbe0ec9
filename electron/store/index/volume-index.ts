import { DarkroomError } from '../../../shared/errors';
import type { Volume } from '../../../shared/model/volume';
import type { EventIndex, StorePaths, VolumeIndex, VolumeRecord } from '../store';
import type { IndexDatabase } from './index-database';

interface VolumeRow {
  readonly name: string;
  readonly created_at: string;
  readonly labels: string;
  readonly anonymous: number;
}

export class SqlVolumeIndex implements VolumeIndex {
  constructor(
    private readonly database: IndexDatabase,
    private readonly paths: StorePaths,
    private readonly events: EventIndex,
  ) {}

  list(): ReadonlyArray<Volume> {
    return this.database
      .all<VolumeRow>('SELECT * FROM volumes ORDER BY name')
      .map((row) => this.toVolume(row));
  }

  find(name: string): Volume {
    const found = this.tryFind(name);
    if (found !== null) return found;
    throw new DarkroomError('VOLUME_NOT_FOUND', `No such volume: ${name}`, {
      data: { name },
      hint: 'List what is there with "darkroom volume ls".',
    });
  }

  tryFind(name: string): Volume | null {
    const row = this.database.get<VolumeRow>('SELECT * FROM volumes WHERE name = ?', name);
    return row === undefined ? null : this.toVolume(row);
  }

  insert(volume: VolumeRecord): void {
    this.database.transaction(() => {
      const { changes } = this.database.run(
        'INSERT INTO volumes (name, created_at, labels, anonymous) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING',
        volume.name,
        volume.createdAt,
        JSON.stringify(volume.labels),
        volume.anonymous ? 1 : 0,
      );
      if (changes > 0) this.changed('create', volume.name);
    });
  }

  use(containerId: string, volume: VolumeRecord): void {
    this.database.transaction(() => {
      this.insert(volume);
      this.database.run(
        'INSERT OR IGNORE INTO volume_uses (volume_name, container_id) VALUES (?, ?)',
        volume.name,
        containerId,
      );
    });
  }

  usedBy(name: string): ReadonlyArray<string> {
    return this.database
      .all<{ id: string }>(
        'SELECT container_id AS id FROM volume_uses WHERE volume_name = ? ORDER BY container_id',
        name,
      )
      .map((row) => row.id);
  }

  usedIn(containerId: string): ReadonlyArray<string> {
    return this.database
      .all<{ name: string }>(
        'SELECT volume_name AS name FROM volume_uses WHERE container_id = ?',
        containerId,
      )
      .map((row) => row.name);
  }

  removeUnused(name: string): boolean {
    return this.database.transaction(() => {
      const { changes } = this.database.run(
        'DELETE FROM volumes WHERE name = ? AND NOT EXISTS (SELECT 1 FROM volume_uses WHERE volume_name = ?)',
        name,
        name,
      );
      if (changes > 0) this.changed('destroy', name);
      return changes > 0;
    });
  }

  private changed(action: string, name: string): void {
    this.database.bump('containers');
    this.events.add({ type: 'volume', action, id: name, attributes: { driver: 'local' } });
  }

  private toVolume(row: VolumeRow): Volume {
    return {
      name: row.name,
      createdAt: row.created_at,
      labels: JSON.parse(row.labels) as Volume['labels'],
      mountpoint: this.paths.volumeData(row.name),
      anonymous: row.anonymous === 1,
    };
  }
}
