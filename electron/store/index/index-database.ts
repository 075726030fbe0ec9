import Database from 'better-sqlite3';
import { DarkroomError } from '../../../shared/errors';
import { migrations } from './schema';

export type SqlValue = string | number | bigint | Uint8Array | null;

/** What has been counted up by commits; see `IndexDatabase.bump`. */
export type CounterName =
  | 'images'
  | 'containers'
  | 'jobs'
  | 'settings'
  | 'events'
  | 'layout'
  | 'published'
  /** The day on which old file digests were forgotten last. */
  | 'digests-day';

/**
 * The SQLite index. All statements are short and indexed, because better-sqlite3 is synchronous;
 * transactions are immediate, so that two processes wait for each other at the start, not at the end.
 * Errors: STORE_BUSY when another process holds the index for longer than five seconds, DISK_FULL,
 * STORE_CORRUPT.
 */
export class IndexDatabase {
  private readonly statements = new Map<string, Database.Statement>();

  private constructor(private readonly database: Database.Database) {}

  /** STORE_TOO_NEW when a newer version of the program wrote the file. */
  static open(path: string): IndexDatabase {
    return guarded('open', () => {
      const database = new Database(path);
      try {
        database.pragma('busy_timeout = 5000');
        prepareDatabase(database, path);
      } catch (error) {
        database.close();
        throw error;
      }
      return new IndexDatabase(database);
    });
  }

  get inTransaction(): boolean {
    return this.database.inTransaction;
  }

  run(sql: string, ...parameters: ReadonlyArray<SqlValue>): Database.RunResult {
    return guarded('write', () => this.prepare(sql).run(...parameters));
  }

  get<Row>(sql: string, ...parameters: ReadonlyArray<SqlValue>): Row | undefined {
    return guarded('read', () => this.prepare(sql).get(...parameters) as Row | undefined);
  }

  all<Row>(sql: string, ...parameters: ReadonlyArray<SqlValue>): Row[] {
    return guarded('read', () => this.prepare(sql).all(...parameters) as Row[]);
  }

  /** Rows as arrays of their columns. */
  allTuples<Row>(sql: string, ...parameters: ReadonlyArray<SqlValue>): Row[] {
    return guarded(
      'read',
      () =>
        this.prepare(sql)
          .raw(true)
          .all(...parameters) as Row[],
    );
  }

  /** For loops over many rows, where the wrapper around each call would count. */
  prepare(sql: string): Database.Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      statement = this.database.prepare(sql);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs `work`, which must not await, in an immediate transaction; joins one that is open. */
  transaction<T>(work: () => T): T {
    if (this.database.inTransaction) return work();
    return guarded('write', () => this.database.transaction(work).immediate());
  }

  counter(name: CounterName): number {
    return (
      this.get<{ value: number }>('SELECT value FROM counters WHERE name = ?', name)?.value ?? 0
    );
  }

  /** Counts up inside the transaction that changes something others want to hear of. */
  bump(name: CounterName): void {
    this.run(
      'INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1',
      name,
    );
  }

  setCounter(name: CounterName, value: number): void {
    this.run(
      'INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      name,
      value,
    );
  }

  pragma(text: string): unknown {
    return guarded('read', () => this.database.pragma(text, { simple: true }));
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }
}

function prepareDatabase(database: Database.Database, path: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > migrations.length) {
    throw new DarkroomError('STORE_TOO_NEW', `The store was written by a newer version: ${path}`, {
      data: { path, found: version, supported: migrations.length },
      hint: 'Install the newest version of Darkroom, or choose another store with DARKROOM_ROOT.',
    });
  }
  if (version === 0) database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  database.pragma('cache_size = -16000');
  if (version < migrations.length) migrate(database);
}

function migrate(database: Database.Database): void {
  database
    .transaction(() => {
      // Read again: another process may have migrated while this one waited.
      const version = database.pragma('user_version', { simple: true }) as number;
      for (const migration of migrations.slice(version)) database.exec(migration);
      database.pragma(`user_version = ${Math.max(version, migrations.length)}`);
    })
    .immediate();
}

function guarded<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(what, error);
  }
}

function translate(what: string, error: unknown): unknown {
  const code = (error as { code?: unknown }).code;
  if (!(error instanceof Error) || typeof code !== 'string' || !code.startsWith('SQLITE_'))
    return error;
  const message = `Could not ${what} the store's index: ${error.message}`;
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new DarkroomError('STORE_BUSY', message, {
      cause: error,
      hint: 'Another process holds the store; try again in a moment.',
    });
  }
  if (code === 'SQLITE_FULL') return new DarkroomError('DISK_FULL', message, { cause: error });
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') {
    return new DarkroomError('STORE_CORRUPT', message, { cause: error });
  }
  if (code === 'SQLITE_READONLY' || code === 'SQLITE_CANTOPEN' || code === 'SQLITE_PERM') {
    return new DarkroomError('PERMISSION_DENIED', message, { cause: error });
  }
  return error;
}
