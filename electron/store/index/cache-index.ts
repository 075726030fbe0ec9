import { forEachSliced } from '../slices';
import type { BuildCacheIndex, CachedLayer, CacheRecord, FileDigest, FileStatKey } from '../store';
import type { Leases } from '../leases';
import type { IndexDatabase } from './index-database';
import { toSqlPath } from './layer-rows';

/** A use is written down at most once in this time: a build reads many records. */
const useGranularityMs = 10_000;
const dayMs = 86_400_000;
/** Digests of files not seen for this many days are forgotten. */
const fileDigestDays = 30;
const digestsPerSlice = 2000;

interface CacheRow {
  readonly cache_key: string;
  readonly diff_id: string | null;
  readonly created_by: string;
  readonly created_at: string;
  readonly used_at: number;
}

export class SqlBuildCacheIndex implements BuildCacheIndex {
  private isClosed = false;
  private grown = false;
  private readonly used = new Map<string, number>();

  constructor(
    private readonly database: IndexDatabase,
    private readonly leases: Pick<Leases, 'leased' | 'releaseHeld'>,
  ) {}

  get hasGrown(): boolean {
    return this.grown;
  }

  /** Null also when the record's layer is gone. */
  get(key: string): CacheRecord | null {
    const row = this.database.get<CacheRow>(
      `SELECT * FROM cache_records WHERE cache_key = ? AND (diff_id IS NULL
         OR EXISTS (SELECT 1 FROM layers WHERE layers.diff_id = cache_records.diff_id AND complete = 1))`,
      key,
    );
    if (row === undefined) return null;
    const now = Date.now();
    if (now - row.used_at > useGranularityMs) this.used.set(key, now);
    return toRecord(row);
  }

  /** Writes down what was used since the last time, all at once. */
  noteUses(): void {
    if (this.used.size === 0) return;
    const uses = [...this.used];
    this.used.clear();
    this.database.transaction(() => {
      for (const [key, at] of uses)
        this.database.run('UPDATE cache_records SET used_at = ? WHERE cache_key = ?', at, key);
    });
  }

  layers(): ReadonlyArray<CachedLayer> {
    const rows = this.database.all<Omit<CachedLayer, 'isShared'> & { isShared: number }>(
      `SELECT cache_records.diff_id AS diffId, size_bytes AS sizeBytes, created_by AS createdBy,
         min(created_at) AS createdAt, max(used_at) AS usedAtMs,
         EXISTS (SELECT 1 FROM image_layers WHERE image_layers.diff_id = cache_records.diff_id) AS isShared
       FROM cache_records JOIN layers ON layers.diff_id = cache_records.diff_id AND complete = 1
       GROUP BY cache_records.diff_id ORDER BY usedAtMs, diffId`,
    );
    return rows.map((row) => ({ ...row, isShared: row.isShared !== 0 }));
  }

  records(diffId: string): ReadonlyArray<CacheRecord> {
    return this.database
      .all<CacheRow>('SELECT * FROM cache_records WHERE diff_id = ? ORDER BY cache_key', diffId)
      .map(toRecord);
  }

  removeLayers(diffIds: ReadonlyArray<string>): void {
    this.database.transaction(() => {
      for (const diffId of diffIds)
        this.database.run('DELETE FROM cache_records WHERE diff_id = ?', diffId);
    });
  }

  put(...records: ReadonlyArray<CacheRecord>): void {
    this.grown = true;
    const usedAt = Date.now();
    this.database.transaction(() => {
      for (const { key, diffId, createdBy, createdAt } of records) {
        this.database.run(
          `INSERT OR REPLACE INTO cache_records (cache_key, diff_id, created_by, created_at, used_at)
           VALUES (?, ?, ?, ?, ?)`,
          key,
          diffId,
          createdBy,
          createdAt,
          usedAt,
        );
        // from here on the record keeps the layer
        if (diffId !== null) this.leases.releaseHeld([diffId]);
      }
    });
  }

  /** Returns how many records went; their layers go with the next garbage collection. */
  prune(options: { readonly all: boolean; readonly keepBytes: number }): number {
    this.grown = false;
    this.noteUses();
    this.forgetOldDigests();
    if (options.all) return this.database.run('DELETE FROM cache_records').changes;
    // All layers together are no less than those of the cache, and quickly summed up.
    if (this.layerBytes() <= options.keepBytes) return 0;
    const exclusive = this.exclusiveRecords();
    const leased = exclusive.length === 0 ? new Set<string>() : this.leases.leased();
    const free = exclusive.filter(({ diffId }) => !leased.has(diffId));
    const victims = leastRecentlyUsed(free, options.keepBytes);
    this.database.transaction(() => {
      for (const key of victims)
        this.database.run('DELETE FROM cache_records WHERE cache_key = ?', key);
    });
    return victims.length;
  }

  /** Once a day: it looks at all of them. */
  private forgetOldDigests(): void {
    const day = today();
    if (this.database.counter('digests-day') === day) return;
    this.database.run('DELETE FROM file_digests WHERE used_day < ?', day - fileDigestDays);
    this.database.setCounter('digests-day', day);
  }

  fileDigest(path: string, stat: FileStatKey): string | null {
    const row = this.database.get<{ digest: string; used_day: number }>(
      `SELECT digest, used_day FROM file_digests
       WHERE path = ? AND inode = ? AND size_bytes = ? AND mtime_ns = ? AND ctime_ns = ?`,
      toSqlPath(path),
      stat.inode,
      stat.sizeBytes,
      stat.mtimeNs,
      stat.ctimeNs,
    );
    if (row === undefined) return null;
    if (row.used_day !== today()) {
      this.database.run(
        'UPDATE file_digests SET used_day = ? WHERE path = ?',
        today(),
        toSqlPath(path),
      );
    }
    return row.digest;
  }

  /** Written in slices; what is not written when the process ends is only hashed again. */
  putFileDigests(rows: ReadonlyArray<FileDigest>): void {
    const insert = this.database.prepare(
      `INSERT INTO file_digests (path, inode, size_bytes, mtime_ns, ctime_ns, digest, used_day)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (path) DO UPDATE SET inode = excluded.inode, size_bytes = excluded.size_bytes,
         mtime_ns = excluded.mtime_ns, ctime_ns = excluded.ctime_ns, digest = excluded.digest,
         used_day = excluded.used_day
       WHERE ctime_ns <> excluded.ctime_ns OR inode <> excluded.inode OR size_bytes <> excluded.size_bytes
         OR mtime_ns <> excluded.mtime_ns OR digest <> excluded.digest OR used_day <> excluded.used_day`,
    );
    const day = today();
    const inSlice = (run: () => void): void => {
      if (!this.isClosed) this.database.transaction(run);
    };
    const write = ({ path, stat, digest }: FileDigest): void => {
      insert.run(
        toSqlPath(path),
        stat.inode,
        stat.sizeBytes,
        stat.mtimeNs,
        stat.ctimeNs,
        digest,
        day,
      );
    };
    // A cache may lose a write: a full or busy store must not fail the build that filled it.
    void forEachSliced(rows, digestsPerSlice, inSlice, write).catch(() => undefined);
  }

  close(): void {
    this.isClosed = true;
  }

  private layerBytes(): number {
    const sql = 'SELECT coalesce(sum(size_bytes), 0) AS bytes FROM layers';
    return this.database.get<{ bytes: number }>(sql)?.bytes ?? 0;
  }

  /** Records whose layer nothing but the cache holds, longest unused first. */
  private exclusiveRecords(): ReadonlyArray<SizedRecord> {
    return this.database.all<SizedRecord>(
      `SELECT cache_key AS key, cache_records.diff_id AS diffId, size_bytes AS sizeBytes
       FROM cache_records JOIN layers ON layers.diff_id = cache_records.diff_id AND complete = 1
       WHERE NOT EXISTS (SELECT 1 FROM image_layers WHERE image_layers.diff_id = cache_records.diff_id)
       ORDER BY used_at, cache_key`,
    );
  }
}

function toRecord(row: CacheRow): CacheRecord {
  return {
    key: row.cache_key,
    diffId: row.diff_id,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

interface SizedRecord {
  readonly key: string;
  readonly diffId: string;
  readonly sizeBytes: number;
}

/** Keys to remove so that the layers of the rest fit into `keepBytes`; a shared layer counts once. */
function leastRecentlyUsed(
  records: ReadonlyArray<SizedRecord>,
  keepBytes: number,
): ReadonlyArray<string> {
  const kept = new Set<string>();
  let keptBytes = 0;
  const victims: string[] = [];
  let isFull = false;
  for (const record of [...records].reverse()) {
    if (kept.has(record.diffId)) continue;
    isFull ||= keptBytes + record.sizeBytes > keepBytes;
    if (isFull) {
      victims.push(record.key);
    } else {
      kept.add(record.diffId);
      keptBytes += record.sizeBytes;
    }
  }
  return victims;
}

function today(): number {
  return Math.floor(Date.now() / dayMs);
}
