import type { Job, JobLogEntry } from '../../shared/model/job';
import { call, on } from './bridge';
import { isActive } from './job-text';
import { createRefresh, loading, type Loadable } from './loadable';
import { createStore, type Store } from './store';

export { isActive };

export const jobsStore = createStore<Loadable<ReadonlyArray<Job>>>(loading);

/** Bytes per second of running jobs, smoothed. */
export const speedStore = createStore<Readonly<Record<string, number>>>({});

export const refreshJobs = createRefresh(jobsStore, () => call('jobs.list', null));

/** Newest first. */
export function sortJobs(jobs: ReadonlyArray<Job>): ReadonlyArray<Job> {
  return [...jobs].sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

/** Puts a job in its place, or on top when it is new. */
export function withJob(jobs: ReadonlyArray<Job>, job: Job): ReadonlyArray<Job> {
  const index = jobs.findIndex((other) => other.id === job.id);
  if (index < 0) return [job, ...jobs];
  return jobs.map((other, position) => (position === index ? job : other));
}

export interface SpeedSample {
  readonly atMs: number;
  readonly done: number;
  readonly perSecond: number;
}

const smoothing = 0.3;
const shortestMs = 150;

/** The speed after another look at how far a job is; null leaves the sample as it was. */
export function nextSpeed(
  before: SpeedSample | undefined,
  done: number,
  atMs: number,
): SpeedSample | null {
  if (before === undefined || done < before.done) return { atMs, done, perSecond: 0 };
  const elapsedMs = atMs - before.atMs;
  if (elapsedMs < shortestMs) return null;
  const now = ((done - before.done) * 1000) / elapsedMs;
  const perSecond =
    before.perSecond === 0 ? now : before.perSecond * (1 - smoothing) + now * smoothing;
  return { atMs, done, perSecond };
}

const samples = new Map<string, SpeedSample>();

export function applyJob(job: Job, nowMs: number): void {
  jobsStore.update((before) =>
    before.kind === 'ready' ? { kind: 'ready', value: withJob(before.value, job) } : before,
  );
  if (!isActive(job)) {
    samples.delete(job.id);
    speedStore.update(({ [job.id]: _gone, ...others }) => others);
    return;
  }
  if (job.progress?.unit !== 'bytes') return;
  const sample = nextSpeed(samples.get(job.id), job.progress.done, nowMs);
  if (sample === null) return;
  samples.set(job.id, sample);
  speedStore.update((speeds) => ({ ...speeds, [job.id]: sample.perSecond }));
}

/** Lines of a log in order, each once, whatever order replay and events come in. */
export function mergeLog(
  before: ReadonlyArray<JobLogEntry>,
  added: ReadonlyArray<JobLogEntry>,
): ReadonlyArray<JobLogEntry> {
  if (added.length === 0) return before;
  const last = before.at(-1)?.seq ?? -1;
  const first = added[0]?.seq ?? 0;
  if (first > last) return [...before, ...added];
  const bySeq = new Map<number, JobLogEntry>();
  for (const entry of [...before, ...added]) bySeq.set(entry.seq, entry);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

export interface JobLog {
  readonly entries: Store<Loadable<ReadonlyArray<JobLogEntry>>>;
  close(): void;
}

/** Follows a job's log: what main has kept is replayed, what comes is added. */
export function openJobLog(jobId: string): JobLog {
  const entries = createStore<Loadable<ReadonlyArray<JobLogEntry>>>(loading);
  const early: JobLogEntry[] = [];
  const stop = on('jobs.output', (event) => {
    if (event.jobId !== jobId) return;
    const now = entries.get();
    if (now.kind === 'ready') {
      entries.set({ kind: 'ready', value: mergeLog(now.value, event.entries) });
    } else early.push(...event.entries);
  });
  call('jobs.log', { jobId, fromSeq: 0 }).then(
    (replayed) => entries.set({ kind: 'ready', value: mergeLog(replayed, early) }),
    () => entries.set({ kind: 'ready', value: mergeLog([], early) }),
  );
  return { entries, close: stop };
}
