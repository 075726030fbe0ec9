import { isCancelled, toWire } from '../../shared/errors';
import type { Job, JobLogEntry, Progress } from '../../shared/model/job';
import { JobLog } from './job-log';
import type { JobRun } from './job-store';
import { Throttle } from './throttle';

const progressIntervalMs = 100;

/** Where a running job reports to. */
export interface JobSink {
  /** A new state: to be kept. */
  stateChanged(job: Job): void;
  /** New progress only. */
  progressed(job: Job): void;
  output(jobId: string, entries: ReadonlyArray<JobLogEntry>): void;
}

/** A job of this process that is queued or running. */
export class ActiveJob {
  readonly finished: Promise<Job>;
  private readonly controller = new AbortController();
  private readonly log: JobLog;
  private readonly progress = new Throttle<Progress>(progressIntervalMs, (progress) => {
    this.job = { ...this.job, progress };
    this.sink.progressed(this.job);
  });
  private latest: Progress | null = null;
  private finish: (job: Job) => void = () => undefined;

  constructor(
    private job: Job,
    logPath: string,
    private readonly run: JobRun,
    private readonly sink: JobSink,
  ) {
    this.log = new JobLog(logPath, (entries) => sink.output(job.id, entries));
    this.finished = new Promise((resolve) => (this.finish = resolve));
  }

  get current(): Job {
    return this.job;
  }

  /** Runs to the end; never rejects. */
  async execute(): Promise<void> {
    if (this.job.state === 'cancelled') return;
    if (this.job.state === 'queued')
      this.change({ state: 'running', startedAt: new Date().toISOString() });
    else this.sink.progressed(this.job);
    try {
      this.controller.signal.throwIfAborted();
      const result = await this.run({
        signal: this.controller.signal,
        progress: (progress) => {
          this.latest = progress;
          this.progress.push(progress);
        },
        log: (entry) => this.log.add(entry),
      });
      await this.end({ state: 'done', result });
    } catch (error) {
      await this.fail(error);
    }
  }

  /** One that waits ends at once, one that runs when its work has cleaned up. */
  cancel(): void {
    this.controller.abort();
    if (this.job.state === 'queued') void this.end({ state: 'cancelled' });
  }

  /** Puts what was logged so far into the file. */
  flush(): Promise<void> {
    return this.log.flush();
  }

  private async fail(error: unknown): Promise<void> {
    // Work that was told to stop may fail in many ways on its way out: it was cancelled all the same.
    if (this.controller.signal.aborted || isCancelled(error))
      return this.end({ state: 'cancelled' });
    const wire = toWire(error);
    if (wire.code === 'INTERNAL' && error instanceof Error && error.stack !== undefined) {
      this.log.add({ kind: 'message', text: error.stack });
    }
    return this.end({ state: 'failed', error: wire });
  }

  private async end(change: Partial<Job>): Promise<void> {
    this.progress.stop();
    const finishedAt = new Date().toISOString();
    if (this.job.state === 'queued') return this.settle({ ...change, finishedAt });
    await this.log.close();
    this.settle({ ...change, progress: this.latest, finishedAt });
  }

  private settle(change: Partial<Job>): void {
    this.change(change);
    this.finish(this.job);
  }

  private change(change: Partial<Job>): void {
    this.job = { ...this.job, ...change };
    this.sink.stateChanged(this.job);
  }
}
