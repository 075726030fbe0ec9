import type { Job } from '../../shared/model/job';
import { attempt, cancelJob, showJob } from '../state/actions';
import { jobFraction, jobProgressText, jobTitle } from '../state/job-text';
import { isActive, jobsStore, speedStore } from '../state/jobs';
import { readyOr } from '../state/loadable';
import { navigate } from '../state/navigation';
import { useStore } from '../state/store';
import { Button } from '../ui/button';
import { ProgressBar } from '../ui/progress-bar';
import { useText } from '../ui/text';
import styles from './job-line.module.css';

/** Under everything while something runs. Several jobs fold into a count that opens Activity. */
export function JobLine() {
  const { t } = useText();
  const active = readyOr(useStore(jobsStore), []).filter(isActive);
  const [only] = active;
  if (only === undefined) return null;
  return (
    <footer className={styles['line']} aria-label={t('job.line')}>
      {active.length === 1 ? <OneJob job={only} /> : <SeveralJobs jobs={active} />}
    </footer>
  );
}

function OneJob(props: { readonly job: Job }) {
  const { t, language } = useText();
  const speeds = useStore(speedStore);
  const { job } = props;
  const title = jobTitle(job, t);
  const label = job.progress?.label ?? '';
  return (
    <>
      <button type="button" className={styles['title']} onClick={() => showJob(job.id)}>
        {title}
        {label === '' ? null : <span className={styles['now']}>{label}</span>}
      </button>
      <ProgressBar label={t('job.progress', { title })} fraction={jobFraction(job)} />
      <span className={styles['amount']}>
        {jobProgressText(job, speeds[job.id] ?? 0, language, t)}
      </span>
      <Button
        aria-label={t('job.cancelOf', { title })}
        onClick={() => attempt(() => cancelJob(job.id))}
      >
        {t('common.cancel')}
      </Button>
    </>
  );
}

function SeveralJobs(props: { readonly jobs: ReadonlyArray<Job> }) {
  const { t } = useText();
  const fractions = props.jobs.map(jobFraction);
  const known = fractions.filter((fraction): fraction is number => fraction !== null);
  const mean =
    known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / props.jobs.length;
  const title = t('job.several', { n: props.jobs.length });
  return (
    <>
      <button
        type="button"
        className={styles['title']}
        onClick={() => navigate({ kind: 'activity' })}
      >
        {title}
        <span className={styles['now']}>
          {props.jobs.map((job) => jobTitle(job, t)).join(' · ')}
        </span>
      </button>
      <ProgressBar label={t('job.progress', { title })} fraction={mean} />
      <Button onClick={() => navigate({ kind: 'activity' })}>{t('job.open')}</Button>
    </>
  );
}
