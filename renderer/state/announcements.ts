import type { Job } from '../../shared/model/job';
import type { Translate } from '../../shared/text/text';
import { jobTitle } from './job-text';
import { createStore } from './store';

/** What the live region says. The number makes the same words count as new. */
export interface Announcement {
  readonly number: number;
  readonly text: string;
}

export const announcementStore = createStore<Announcement>({ number: 0, text: '' });

export function announce(text: string): void {
  announcementStore.update((before) => ({ number: before.number + 1, text }));
}

/** Which tenth of its work a job has reached; null while the total is not known. */
export function tenthOf(job: Job): number | null {
  const progress = job.progress;
  if (progress === null || progress.total === null || progress.total <= 0) return null;
  return Math.min(10, Math.floor((progress.done / progress.total) * 10));
}

/** What is said when a job went from one state to another: start, each tenth, end. */
export function announcementFor(before: Job | undefined, job: Job, t: Translate): string | null {
  const title = jobTitle(job, t);
  if (job.state !== before?.state) {
    switch (job.state) {
      case 'queued':
        return null;
      case 'running':
        return t('job.announce.start', { title });
      case 'done':
        return before === undefined ? null : t('job.announce.done', { title });
      case 'failed':
        return t('job.announce.failed', { title, message: job.error?.message ?? '' });
      case 'cancelled':
        return t('job.announce.cancelled', { title });
    }
  }
  const tenth = tenthOf(job);
  if (job.state !== 'running' || tenth === null || tenth === 0 || tenth === 10) return null;
  if (before !== undefined && tenthOf(before) === tenth) return null;
  return t('job.announce.progress', { title, percent: tenth * 10 });
}
