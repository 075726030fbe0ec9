import type { Job } from '../../shared/model/job';
import { formatBytes, formatBytesOf } from '../../shared/text/format';
import type { Language, Translate } from '../../shared/text/text';

/** `Importing debian.tar.gz` while it runs, `Import of debian.tar.gz` once it ended. */
export function jobTitle(job: Job, t: Translate): string {
  const subject = shortSubject(job.subject);
  return isActive(job)
    ? t(`job.${job.kind}`, { subject })
    : t(`job.ended.${job.kind}`, { subject });
}

export function isActive(job: Job): boolean {
  return job.state === 'running' || job.state === 'queued';
}

export function shortSubject(subject: string): string {
  const trimmed = subject.replace(/\/+$/, '');
  if (!trimmed.startsWith('/') && !/^https?:/.test(trimmed)) return subject;
  return trimmed.slice(trimmed.lastIndexOf('/') + 1) || subject;
}

/** `131 of 204 MB · 310 MB/s`, `4 of 6 steps`; '' before the first report. */
export function jobProgressText(
  job: Job,
  perSecond: number,
  language: Language,
  t: Translate,
): string {
  const progress = job.progress;
  if (job.state === 'queued') return t('job.state.queued');
  if (progress === null) return '';
  const { done, total } = progress;
  switch (progress.unit) {
    case 'bytes': {
      const amount = formatBytesOf(language, done, total);
      if (perSecond < 1) return amount;
      return `${amount} · ${t('format.perSecond', { size: formatBytes(perSecond) })}`;
    }
    case 'steps':
      return total === null ? t('job.stepsDone', { n: done }) : t('job.steps', { done, total });
    case 'files':
      return total === null ? t('job.filesDone', { n: done }) : t('job.filesOf', { done, total });
  }
}

/** From 0 to 1; null while the total is not known. */
export function jobFraction(job: Job): number | null {
  const progress = job.progress;
  if (progress === null || progress.total === null || progress.total <= 0) return null;
  return Math.min(1, progress.done / progress.total);
}

export function jobDurationMs(job: Job, nowMs: number): number | null {
  if (job.startedAt === null) return null;
  const end = job.finishedAt === null ? nowMs : Date.parse(job.finishedAt);
  return Math.max(0, end - Date.parse(job.startedAt));
}
