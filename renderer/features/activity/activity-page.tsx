import type { Job } from '../../../shared/model/job';
import { formatDuration } from '../../../shared/text/format';
import type { Language, Translate } from '../../../shared/text/text';
import { isActive, jobsStore, refreshJobs, sortJobs, speedStore } from '../../state/jobs';
import {
  jobDurationMs,
  jobFraction,
  jobProgressText,
  jobTitle,
  shortSubject,
} from '../../state/job-text';
import { readyOr } from '../../state/loadable';
import { back, navigationStore, select } from '../../state/navigation';
import { useStore } from '../../state/store';
import { EmptyState } from '../../ui/empty-state';
import { Lamp } from '../../ui/lamp';
import { List, type Column } from '../../ui/list';
import { Page, PageHead, Split } from '../../ui/page';
import { ProgressBar } from '../../ui/progress-bar';
import { Skeleton } from '../../ui/skeleton';
import { Tag } from '../../ui/tag';
import { Time, useText } from '../../ui/text';
import { Unreachable } from '../../ui/unreachable';
import styles from './activity.module.css';
import { JobDetail } from './job-detail';
import { JobStateDot } from './job-state';

/** What runs and what ran, each with its whole log. */
export function ActivityPage() {
  const { t } = useText();
  const jobs = useStore(jobsStore);
  const { selection, inspecting } = useStore(navigationStore);
  const all = sortJobs(readyOr(jobs, []));
  const selected = all.find((job) => job.id === selection.activity) ?? null;
  const running = all.filter(isActive).length;
  return (
    <Page>
      <PageHead
        title={t('activity.title')}
        subtitle={
          all.length === 0
            ? undefined
            : [
                t('activity.count', { n: all.length }),
                ...(running === 0 ? [] : [t('activity.running', { n: running })]),
              ].join(' · ')
        }
      />
      <Split
        wide
        inspector={selected === null ? null : <JobDetail key={selected.id} job={selected} />}
        inspectorLabel={selected === null ? '' : jobTitle(selected, t)}
        inspecting={inspecting}
        onLeave={back}
      >
        <Content jobs={jobs} all={all} selected={selected} />
      </Split>
    </Page>
  );
}

function Content(props: {
  readonly jobs: ReturnType<typeof jobsStore.get>;
  readonly all: ReadonlyArray<Job>;
  readonly selected: Job | null;
}) {
  const { t, language, nowMs } = useText();
  const speeds = useStore(speedStore);
  const { jobs } = props;
  if (jobs.kind === 'loading') return <Skeleton />;
  if (jobs.kind === 'failed') {
    return (
      <Unreachable
        what={t('activity.title')}
        error={jobs.error}
        sinceMs={jobs.sinceMs}
        onRetry={() => void refreshJobs()}
      />
    );
  }
  if (props.all.length === 0) {
    return (
      <EmptyState
        title={t('activity.empty.title')}
        text={t('activity.empty.text')}
        mark={<Lamp size={30} />}
      />
    );
  }
  return (
    <List
      label={t('activity.list')}
      items={props.all}
      columns={columns(t, language, nowMs, speeds)}
      template={
        props.selected === null
          ? '5.5rem minmax(8rem, 1.4fr) minmax(8rem, 1fr) 6rem 7rem'
          : '5.5rem minmax(6rem, 1fr) minmax(5.5rem, 8rem) 6.5rem'
      }
      idOf={(job) => job.id}
      textOf={(job) => jobTitle(job, t)}
      selectedId={props.selected?.id ?? null}
      onSelect={(job, how) => select('activity', job.id, how === 'pointer')}
      onOpen={(job) => select('activity', job.id, true)}
    />
  );
}

function columns(
  t: Translate,
  language: Language,
  nowMs: number,
  speeds: Readonly<Record<string, number>>,
): ReadonlyArray<Column<Job>> {
  return [
    {
      key: 'kind',
      title: t('activity.column.kind'),
      cell: (job) => <Tag>{t(`job.kind.${job.kind}`)}</Tag>,
    },
    {
      key: 'what',
      title: t('activity.column.what'),
      cell: (job) => (
        <span className={styles['what']} title={job.subject}>
          {job.result?.names[0] ?? shortSubject(job.subject)}
        </span>
      ),
    },
    {
      key: 'state',
      title: t('activity.column.state'),
      cell: (job) =>
        job.state === 'running' ? (
          <span
            className={styles['progress']}
            title={jobProgressText(job, speeds[job.id] ?? 0, language, t)}
          >
            <ProgressBar
              label={t('job.progress', { title: jobTitle(job, t) })}
              fraction={jobFraction(job)}
            />
          </span>
        ) : (
          <JobStateDot state={job.state} />
        ),
    },
    {
      key: 'time',
      title: t('activity.column.time'),
      minRem: 40,
      cell: (job) => {
        const ms = jobDurationMs(job, nowMs);
        return (
          <span className={styles['dim']}>{ms === null ? '' : formatDuration(language, ms)}</span>
        );
      },
    },
    {
      key: 'when',
      title: t('activity.column.when'),
      minRem: 30,
      cell: (job) => (
        <span className={styles['dim']}>
          <Time iso={job.createdAt} />
        </span>
      ),
    },
  ];
}
