import type { Job } from '../../../shared/model/job';
import { isAlive, ownIdentity } from '../process-identity';
import type { JobIndex } from '../store';
import type { IndexDatabase } from './index-database';

interface JobRow {
  readonly job: string;
}

/** Jobs of all processes. One whose process is gone without finishing it reads as failed. */
export class SqlJobIndex implements JobIndex {
  constructor(private readonly database: IndexDatabase) {}

  /** Newest first. */
  list(limit: number): ReadonlyArray<Job> {
    this.settleInterrupted();
    return this.database
      .all<JobRow>('SELECT job FROM jobs ORDER BY created_at DESC, job_id DESC LIMIT ?', limit)
      .map(toJob);
  }

  get(id: string): Job | null {
    this.settleInterrupted();
    const row = this.database.get<JobRow>('SELECT job FROM jobs WHERE job_id = ?', id);
    return row === undefined ? null : toJob(row);
  }

  put(job: Job): void {
    const self = ownIdentity();
    this.database.transaction(() => {
      this.database.run(
        `INSERT OR REPLACE INTO jobs (job_id, created_at, state, owner_pid, owner_ticks, job)
         VALUES (?, ?, ?, ?, ?, ?)`,
        job.id,
        job.createdAt,
        job.state,
        self.pid,
        self.startTicks,
        JSON.stringify(job),
      );
      this.database.bump('jobs');
    });
  }

  /** Harmless when it is gone already. */
  remove(id: string): void {
    this.database.transaction(() => {
      if (this.database.run('DELETE FROM jobs WHERE job_id = ?', id).changes > 0)
        this.database.bump('jobs');
    });
  }

  private settleInterrupted(): void {
    const open = this.database.all<JobRow & { owner_pid: number; owner_ticks: number }>(
      "SELECT job, owner_pid, owner_ticks FROM jobs WHERE state IN ('queued', 'running')",
    );
    for (const row of open) {
      if (isAlive({ pid: row.owner_pid, startTicks: row.owner_ticks })) continue;
      const job = toJob(row);
      this.put({
        ...job,
        state: 'failed',
        finishedAt: new Date().toISOString(),
        error: {
          code: 'JOB_INTERRUPTED',
          message: 'The program ended before this was finished',
          data: {},
          hint: 'Nothing was left half done; start it again.',
        },
      });
    }
  }
}

function toJob(row: JobRow): Job {
  return JSON.parse(row.job) as Job;
}
