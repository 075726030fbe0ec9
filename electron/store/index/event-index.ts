import type { Disposable } from '../../base/disposable';
import type { ChangeWatcher } from '../change-watcher';
import type { EventIndex, NewEvent, StoredEvent } from '../store-records';
import type { IndexDatabase } from './index-database';

interface EventRow {
  readonly sequence: number;
  readonly time_us: number;
  readonly type: string;
  readonly action: string;
  readonly actor_id: string;
  readonly attributes: string;
}

/** Docker keeps 256; what happens here is told to nobody meanwhile, so that more is of use. */
const keptEvents = 1000;

/** What happened, in the order in which it was noted; the oldest go when there are too many. */
export class SqlEventIndex implements EventIndex {
  constructor(
    private readonly database: IndexDatabase,
    private readonly watcher: ChangeWatcher,
  ) {}

  /** In the transaction of the change that it tells of. Times of one actor only go up. */
  add({ type, action, id, attributes, timeMs }: NewEvent): void {
    this.database.transaction(() => {
      const given = Math.round((timeMs ?? Date.now()) * 1000);
      const last = this.database.get<{ latest: number | null }>(
        'SELECT max(time_us) AS latest FROM events WHERE actor_id = ?',
        id,
      );
      const { lastInsertRowid } = this.database.run(
        'INSERT INTO events (time_us, type, action, actor_id, attributes) VALUES (?, ?, ?, ?, ?)',
        Math.max(given, (last?.latest ?? 0) + 1),
        type,
        action,
        id,
        JSON.stringify(attributes),
      );
      this.database.run(
        'DELETE FROM events WHERE sequence <= ?',
        Number(lastInsertRowid) - keptEvents,
      );
      this.database.bump('events');
    });
  }

  addChange(event: NewEvent, kind: string): void {
    this.database.transaction(() => {
      const last = this.database.get<{ action: string }>(
        `SELECT action FROM events WHERE actor_id = ? AND (action = 'start' OR action LIKE ? || ': %')
         ORDER BY sequence DESC LIMIT 1`,
        event.id,
        kind,
      );
      if (last?.action !== event.action) this.add(event);
    });
  }

  list(afterSequence: number): ReadonlyArray<StoredEvent> {
    return this.database
      .all<EventRow>('SELECT * FROM events WHERE sequence > ? ORDER BY sequence', afterSequence)
      .map((row) => ({
        sequence: row.sequence,
        type: row.type,
        action: row.action,
        id: row.actor_id,
        attributes: JSON.parse(row.attributes) as StoredEvent['attributes'],
        timeNanos: `${row.time_us}000`,
      }));
  }

  onDidAdd(listener: () => void): Disposable {
    return this.watcher.onDidChange(listener);
  }
}
