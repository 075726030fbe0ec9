import { DarkroomError } from '../../../shared/errors';
import type { ContainerOptions, ContainerState } from '../../../shared/model/container';
import { containerEvent, eventsOfChange, mountEvent } from '../container-events';
import type { ContainerIndex, ContainerRecord, EventIndex, VolumeRecord } from '../store';
import type { IndexDatabase, SqlValue } from './index-database';
import type { SqlVolumeIndex } from './volume-index';

interface ContainerRow {
  readonly container_id: string;
  readonly name: string;
  readonly image_id: string;
  readonly image_name: string;
  readonly options: string;
  readonly state: string;
  readonly pid: number | null;
  readonly pid_start_ticks: number | null;
  readonly exit_code: number | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly error: string;
}

const columns: Readonly<Record<keyof Omit<ContainerRecord, 'id'>, string>> = {
  name: 'name',
  imageId: 'image_id',
  imageName: 'image_name',
  options: 'options',
  state: 'state',
  pid: 'pid',
  pidStartTicks: 'pid_start_ticks',
  exitCode: 'exit_code',
  createdAt: 'created_at',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  error: 'error',
};

export class SqlContainerIndex implements ContainerIndex {
  constructor(
    private readonly database: IndexDatabase,
    private readonly volumes: SqlVolumeIndex,
    private readonly events: EventIndex,
  ) {}

  /** Newest first. */
  list(): ReadonlyArray<ContainerRecord> {
    return this.database
      .all<ContainerRow>('SELECT * FROM containers ORDER BY created_at DESC, name')
      .map(toRecord);
  }

  find(name: string): ContainerRecord {
    const wanted = name.replace(/^\//, '');
    const exact = this.database.get<ContainerRow>(
      'SELECT * FROM containers WHERE container_id = ? OR name = ? ORDER BY container_id = ? DESC LIMIT 1',
      wanted,
      wanted,
      wanted,
    );
    if (exact !== undefined) return toRecord(exact);
    const matches = /^[0-9a-f]{1,63}$/.test(wanted)
      ? this.database.all<ContainerRow>(
          'SELECT * FROM containers WHERE container_id >= ? AND container_id < ? LIMIT 4',
          wanted,
          `${wanted}g`,
        )
      : [];
    if (matches.length > 1) {
      throw new DarkroomError('AMBIGUOUS_ID', `More than one container id starts with ${wanted}`, {
        data: { prefix: wanted, matches: matches.map((row) => row.container_id) },
        hint: 'Write more digits of the id.',
      });
    }
    if (matches[0] === undefined) {
      throw new DarkroomError('CONTAINER_NOT_FOUND', `No such container: ${name}`, {
        data: { name },
        hint: 'List what is there with "darkroom ps -a".',
      });
    }
    return toRecord(matches[0]);
  }

  insert(record: ContainerRecord): void {
    this.database.transaction(() => {
      this.checkNameIsFree(record.name, record.id);
      this.database.run(
        `INSERT INTO containers (container_id, name, image_id, image_name, options, diff_ids, state, pid,
           pid_start_ticks, exit_code, created_at, started_at, finished_at, error)
         VALUES (?, ?, ?, ?, ?,
           (SELECT json_group_array(diff_id) FROM image_layers WHERE image_id = ?),
           ?, ?, ?, ?, ?, ?, ?, ?)`,
        record.id,
        record.name,
        record.imageId,
        record.imageName,
        JSON.stringify(record.options),
        record.imageId,
        record.state,
        record.pid,
        record.pidStartTicks,
        record.exitCode,
        record.createdAt,
        record.startedAt,
        record.finishedAt,
        record.error,
      );
      this.database.bump('containers');
      this.events.add(containerEvent(record, 'create'));
    });
  }

  insertWith(record: ContainerRecord, volumes: ReadonlyArray<VolumeRecord>): void {
    this.database.transaction(() => {
      this.insert(record);
      for (const volume of volumes) this.volumes.use(record.id, volume);
    });
  }

  update(id: string, change: Partial<Omit<ContainerRecord, 'id'>>): void {
    const fields = (Object.keys(columns) as (keyof typeof columns)[]).filter(
      (field) => change[field] !== undefined,
    );
    if (fields.length === 0) return;
    const values = fields.map((field): SqlValue => {
      const value = change[field];
      return typeof value === 'object' && value !== null
        ? JSON.stringify(value)
        : (value as SqlValue);
    });
    const assignments = fields.map((field) => `${columns[field]} = ?`).join(', ');
    this.database.transaction(() => {
      const before = this.byId(id);
      if (before === null) return;
      if (change.name !== undefined) this.checkNameIsFree(change.name, id);
      this.database.run(
        `UPDATE containers SET ${assignments} WHERE container_id = ?`,
        ...values,
        id,
      );
      this.database.bump('containers');
      for (const event of eventsOfChange(before, { ...before, ...change })) {
        // Docker lets the volumes go before it tells of the end, at the same moment.
        const released = event.action === 'die' ? this.volumes.usedIn(id) : [];
        for (const volume of released) {
          this.events.add({ ...event, ...mountEvent('unmount', volume, id) });
        }
        this.events.add(event);
      }
    });
  }

  /** Harmless when it is gone already. */
  remove(id: string): void {
    this.database.transaction(() => {
      const record = this.byId(id);
      if (record === null) return;
      this.database.run('DELETE FROM containers WHERE container_id = ?', id);
      this.database.bump('containers');
      this.events.add(containerEvent(record, 'destroy'));
    });
  }

  private byId(id: string): ContainerRecord | null {
    const sql = 'SELECT * FROM containers WHERE container_id = ?';
    const row = this.database.get<ContainerRow>(sql, id);
    return row === undefined ? null : toRecord(row);
  }

  private checkNameIsFree(name: string, id: string): void {
    const other = this.database.get<{ container_id: string }>(
      'SELECT container_id FROM containers WHERE name = ? AND container_id <> ?',
      name,
      id,
    );
    if (other === undefined) return;
    throw new DarkroomError(
      'CONTAINER_NAME_IN_USE',
      `The container name "${name}" is already in use`,
      {
        data: { name, container: other.container_id },
        hint: `Remove or rename container ${other.container_id.slice(0, 12)}, or choose another name.`,
      },
    );
  }
}

function toRecord(row: ContainerRow): ContainerRecord {
  return {
    id: row.container_id,
    name: row.name,
    imageId: row.image_id,
    imageName: row.image_name,
    options: JSON.parse(row.options) as ContainerOptions,
    state: row.state as ContainerState,
    pid: row.pid,
    pidStartTicks: row.pid_start_ticks,
    exitCode: row.exit_code,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: row.error,
  };
}
