import type { Job, JobLogInput, JobResult, Progress } from '../../shared/model/job';
import type { Disposable } from '../base/disposable';

/** What jobs need of the store: their rows, a folder for their logs, and news of other processes. */
export interface JobStore {
  readonly paths: { readonly jobs: string };
  readonly jobs: {
    list(limit: number): ReadonlyArray<Job>;
    get(id: string): Job | null;
    put(job: Job): void;
    remove(id: string): void;
  };
  onDidChange(listener: () => void): Disposable;
}

/** What a job's work is handed: how it stops, and how it tells what it does. */
export interface JobWork {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  log(entry: JobLogInput): void;
}

export type JobRun = (work: JobWork) => Promise<JobResult>;
