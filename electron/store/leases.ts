import { randomUUID } from 'node:crypto';
import { isDigest } from '../oci/digest';
import { toDisposable, type Disposable } from '../base/disposable';
import type { IndexDatabase } from './index/index-database';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity';
import type { Lease } from './store';

/** How long the lease lasts that writing a blob takes by itself, in milliseconds. */
const writeLeaseMs = 3_600_000;

interface OwnerRow {
  readonly owner_pid: number;
  readonly owner_ticks: number;
}

/**
 * Rows that keep digests from garbage collection. Two kinds: those callers take and dispose of, and
 * those taken for every blob that is written, which end when an image or a cache record holds the
 * digest, with the process, or after an hour.
 */
export class Leases {
  private readonly self = ownIdentity();
  /** Digests with a write lease of this process, and when it was taken. */
  private readonly held = new Map<string, number>();
  private isClosed = false;

  constructor(private readonly database: IndexDatabase) {}

  lease(digests: ReadonlyArray<string>): Lease {
    const id = randomUUID();
    const add = (digest: string): void => this.insert(id, digest, null);
    this.database.transaction(() => digests.forEach(add));
    const release = toDisposable(() => {
      if (!this.isClosed) this.database.run('DELETE FROM leases WHERE lease_id = ?', id);
    });
    return { add, dispose: () => release.dispose() };
  }

  /** A name that one process at a time has; null while a living one has it. Counts within a process too. */
  tryLock(name: string): Disposable | null {
    const id = `lock-${name}`;
    const taken = this.database.transaction(() => {
      const row = this.database.get<OwnerRow>(
        'SELECT owner_pid, owner_ticks FROM leases WHERE lease_id = ?',
        id,
      );
      if (row !== undefined && isAlive(identityOf(row))) return false;
      this.database.run('DELETE FROM leases WHERE lease_id = ?', id);
      this.insert(id, name, null);
      return true;
    });
    if (!taken) return null;
    return toDisposable(() => {
      if (!this.isClosed) this.database.run('DELETE FROM leases WHERE lease_id = ?', id);
    });
  }

  /** The lease of a blob being written by this process. */
  hold(digest: string): void {
    const now = Date.now();
    // Taken several times for one blob, by all who write a part of what makes it a layer or an image.
    if ((this.held.get(digest) ?? 0) > now - writeLeaseMs / 2) return;
    this.insert(this.writeLeaseId, digest, now + writeLeaseMs);
    // What is in a transaction may be taken back.
    this.held.set(digest, this.database.inTransaction ? 0 : now);
  }

  /** Ends the write leases of digests that something else holds now. */
  releaseHeld(digests: ReadonlyArray<string>): void {
    for (const digest of digests) {
      if (!this.held.delete(digest)) continue;
      // A transaction may be taken back, and then there is one again.
      if (this.database.inTransaction) this.held.set(digest, 0);
      this.database.run(
        'DELETE FROM leases WHERE lease_id = ? AND digest = ?',
        this.writeLeaseId,
        digest,
      );
    }
  }

  /** Digests that living processes hold now. */
  leased(): ReadonlySet<string> {
    const rows = this.database.all<OwnerRow & { digest: string }>(
      'SELECT digest, owner_pid, owner_ticks FROM leases WHERE expires_at IS NULL OR expires_at > ?',
      Date.now(),
    );
    const alive = new Map<string, boolean>();
    const holds = (row: OwnerRow): boolean => {
      const key = `${row.owner_pid}-${row.owner_ticks}`;
      const known = alive.get(key) ?? isAlive(identityOf(row));
      alive.set(key, known);
      return known;
    };
    return new Set(rows.filter(holds).map((row) => row.digest));
  }

  /** Processes that are gone and left leases behind. */
  deadOwners(): ReadonlyArray<ProcessIdentity> {
    return this.database
      .all<OwnerRow>('SELECT DISTINCT owner_pid, owner_ticks FROM leases')
      .map(identityOf)
      .filter((owner) => !isAlive(owner));
  }

  /** Removes a dead process's leases; returns the digests they held, without the names of locks. */
  removeOwner(owner: ProcessIdentity): ReadonlyArray<string> {
    return this.database
      .all<{ digest: string }>(
        'DELETE FROM leases WHERE owner_pid = ? AND owner_ticks = ? RETURNING digest',
        owner.pid,
        owner.startTicks,
      )
      .map((row) => row.digest)
      .filter(isDigest);
  }

  removeExpired(): void {
    this.database.run('DELETE FROM leases WHERE expires_at <= ?', Date.now());
  }

  /** From here on leases are not given back one by one: they end with the process. */
  close(): void {
    this.isClosed = true;
  }

  private get writeLeaseId(): string {
    return `write-${this.self.pid}-${this.self.startTicks}`;
  }

  private insert(id: string, digest: string, expiresAt: number | null): void {
    this.database.run(
      `INSERT INTO leases (lease_id, digest, owner_pid, owner_ticks, expires_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (lease_id, digest) DO UPDATE SET expires_at = excluded.expires_at`,
      id,
      digest,
      this.self.pid,
      this.self.startTicks,
      expiresAt,
    );
  }
}

function identityOf(row: OwnerRow): ProcessIdentity {
  return { pid: row.owner_pid, startTicks: row.owner_ticks };
}
