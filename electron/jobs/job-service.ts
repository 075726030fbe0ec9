import { randomBytes } from 'node:crypto';
import { DarkroomError } from '../../shared/errors';
import type { BuildStep, Job, JobKind, JobLogEntry } from '../../shared/model/job';
import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import { ActiveJob, type JobSink } from './active-job';
import { jobLogPath, readJobLog, readJobSteps, removeJobLog } from './job-log';
import type { JobRun, JobStore } from './job-store';

const historyLimit = 500;

export interface JobOutput {
  readonly jobId: string;
  readonly entries: ReadonlyArray<JobLogEntry>;
}

/**
 * Long work under an id: it can be watched, cancelled, and read again after a restart. Rows are
 * written when a state changes, logs in batches; progress only passes by, ten times a second at most.
 */
export class JobService {
  private readonly active = new Map<string, ActiveJob>();
  private readonly changes = new Emitter<Job>();
  private readonly outputs = new Emitter<JobOutput>();
  /** Ends of jobs that are still being recorded. */
  private readonly settling = new Set<Promise<void>>();
  private queue: Promise<void> = Promise.resolve();
  private storeListener: Disposable | null = null;
  /** States of other processes' jobs as last announced. */
  private announced = new Map<string, string>();

  constructor(private readonly store: JobStore) {}

  /** State or progress of a job, also of one that another process runs (states only). */
  readonly onDidChange = (listener: (job: Job) => void): Disposable => {
    this.watchStore();
    return this.changes.event(listener);
  };

  readonly onDidOutput = (listener: (output: JobOutput) => void): Disposable =>
    this.outputs.event(listener);

  /** Starts work at once. Its first event comes after this has returned. */
  start(kind: JobKind, subject: string, parameters: Job['parameters'], run: JobRun): Job {
    const job = this.create(kind, subject, parameters, run, 'running');
    setImmediate(() => void job.execute());
    return job.current;
  }

  /** Starts work when all that was queued before has ended. */
  startQueued(kind: JobKind, subject: string, parameters: Job['parameters'], run: JobRun): Job {
    const job = this.create(kind, subject, parameters, run, 'queued');
    this.queue = this.queue.then(() => job.execute());
    return job.current;
  }

  /** Tells a job of this process to stop; harmless when it has ended. NOT_FOUND. */
  cancel(id: string): void {
    const job = this.active.get(id);
    if (job !== undefined) return job.cancel();
    const known = this.existing(id);
    if (known.state !== 'queued' && known.state !== 'running') return;
    throw new DarkroomError('NOT_SUPPORTED', 'This job runs in another process', {
      data: { job: id },
      hint: 'Stop it where it was started, with Ctrl-C.',
    });
  }

  /** Newest first. */
  list(): ReadonlyArray<Job> {
    return this.store.jobs.list(historyLimit).map((job) => this.active.get(job.id)?.current ?? job);
  }

  get(id: string): Job | null {
    return this.active.get(id)?.current ?? this.store.jobs.get(id);
  }

  /** Log entries from number `fromSeq` on. NOT_FOUND. */
  async log(id: string, fromSeq: number): Promise<ReadonlyArray<JobLogEntry>> {
    this.existing(id);
    await this.active.get(id)?.flush();
    return readJobLog(this.logPath(id), fromSeq);
  }

  /** The steps of a build as they last were. NOT_FOUND. */
  async steps(id: string): Promise<ReadonlyArray<BuildStep>> {
    this.existing(id);
    await this.active.get(id)?.flush();
    return readJobSteps(this.logPath(id));
  }

  /** Removes a job that has ended, with its log. IN_USE, NOT_FOUND. */
  async remove(id: string): Promise<void> {
    const { state } = this.existing(id);
    if (state === 'queued' || state === 'running') {
      throw new DarkroomError('IN_USE', 'The job is still running', {
        data: { job: id },
        hint: 'Cancel it first.',
      });
    }
    this.store.jobs.remove(id);
    this.announced.delete(id);
    await removeJobLog(this.logPath(id));
  }

  /** Resolves with the job when it has ended, however it did. NOT_FOUND. */
  async waitFor(id: string): Promise<Job> {
    return this.active.get(id)?.finished ?? this.existing(id);
  }

  /** Cancels what runs and waits until it has cleaned up. */
  async dispose(): Promise<void> {
    this.storeListener?.dispose();
    for (const job of [...this.active.values()]) job.cancel();
    await Promise.all(this.settling);
    this.changes.dispose();
    this.outputs.dispose();
  }

  private create(
    kind: JobKind,
    subject: string,
    parameters: Job['parameters'],
    run: JobRun,
    state: 'queued' | 'running',
  ): ActiveJob {
    const now = new Date().toISOString();
    const id = randomBytes(8).toString('hex');
    const job = new ActiveJob(
      {
        id,
        kind,
        subject,
        state,
        createdAt: now,
        startedAt: state === 'running' ? now : null,
        finishedAt: null,
        progress: null,
        error: null,
        result: null,
        parameters,
      },
      this.logPath(id),
      run,
      this.sink,
    );
    this.active.set(id, job);
    this.store.jobs.put(job.current);
    const settling = job.finished
      .then(() => this.ended(id))
      .finally(() => this.settling.delete(settling));
    this.settling.add(settling);
    return job;
  }

  private readonly sink: JobSink = {
    stateChanged: (job) => {
      try {
        this.store.jobs.put(job);
      } catch {
        // A full disk or a busy store must not keep the job from ending; this process still knows.
      }
      this.changes.fire(job);
    },
    progressed: (job) => this.changes.fire(job),
    output: (jobId, entries) => this.outputs.fire({ jobId, entries }),
  };

  private async ended(id: string): Promise<void> {
    const job = this.active.get(id)?.current;
    this.active.delete(id);
    if (job !== undefined) this.announced.set(id, job.state);
    // More than is kept shows whether there is something to forget.
    try {
      for (const old of this.store.jobs.list(historyLimit + 20).slice(historyLimit)) {
        if (this.active.has(old.id)) continue;
        this.store.jobs.remove(old.id);
        await removeJobLog(this.logPath(old.id));
      }
    } catch {
      // What could not be forgotten now is forgotten after the next job.
    }
  }

  private existing(id: string): Job {
    const job = this.get(id);
    if (job === null)
      throw new DarkroomError('NOT_FOUND', `No such job: ${id}`, { data: { job: id } });
    return job;
  }

  private logPath(id: string): string {
    return jobLogPath(this.store.paths.jobs, id);
  }

  private watchStore(): void {
    if (this.storeListener !== null) return;
    this.announced = new Map(this.store.jobs.list(historyLimit).map((job) => [job.id, job.state]));
    this.storeListener = this.store.onDidChange(() => {
      for (const job of this.store.jobs.list(historyLimit)) {
        if (this.active.has(job.id) || this.announced.get(job.id) === job.state) continue;
        this.announced.set(job.id, job.state);
        this.changes.fire(job);
      }
    });
  }
}
