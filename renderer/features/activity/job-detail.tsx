import { useState } from 'react';

import type { Job } from '../../../shared/model/job';
import { formatDuration } from '../../../shared/text/format';
import { attempt, canRunAgain, cancelJob, runAgain } from '../../state/actions';
import { call } from '../../state/bridge';
import { openContext } from '../../state/build';
import { showImage } from '../../state/job-notices';
import { isActive, refreshJobs } from '../../state/jobs';
import { jobDurationMs, jobTitle } from '../../state/job-text';
import { navigate } from '../../state/navigation';
import { Button, IconButton } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { Facts, fact, InspectorBody } from '../../ui/page';
import { Tabs } from '../../ui/tabs';
import { Time, useText } from '../../ui/text';
import styles from './activity.module.css';
import { BuildComparison } from './build-comparison';
import { JobLogView } from './job-log-view';
import { JobStateDot } from './job-state';
import { parameterFacts } from './parameters';

/** A build's log, or what is different from the build before. */
function BuildTabs(props: { readonly job: Job; readonly active: boolean }) {
  const { t } = useText();
  const [tab, setTab] = useState<'log' | 'compare'>('log');
  return (
    <Tabs<'log' | 'compare'>
      flush
      label={t('job.kind.build')}
      current={tab}
      onChange={setTab}
      tabs={[
        { key: 'log', text: t('activity.tab.log') },
        { key: 'compare', text: t('activity.tab.compare') },
      ]}
    >
      <div className={styles['tab']}>
        {tab === 'log' ? (
          <JobLogView jobId={props.job.id} active={props.active} />
        ) : (
          <BuildComparison job={props.job} />
        )}
      </div>
    </Tabs>
  );
}

/** One job: how it went, what it was started with, everything it said. */
export function JobDetail(props: { readonly job: Job }) {
  const { t, language, nowMs } = useText();
  const { job } = props;
  const active = isActive(job);
  const ms = jobDurationMs(job, nowMs);
  const imageId = job.state === 'done' ? job.result?.imageIds[0] : undefined;
  const contextPath = job.kind === 'build' ? job.parameters['contextPath'] : undefined;
  return (
    <InspectorBody fill>
      <header className={styles['head']}>
        <h2 className={styles['title']}>{jobTitle(job, t)}</h2>
        <JobStateDot state={job.state} />
      </header>
      <div className={styles['actions']}>
        {active ? (
          <Button onClick={() => attempt(() => cancelJob(job.id))}>{t('common.cancel')}</Button>
        ) : null}
        {imageId === undefined ? null : (
          <Button onClick={() => showImage(imageId)}>{t('activity.showImage')}</Button>
        )}
        {typeof contextPath === 'string' ? (
          <Button
            onClick={() => {
              navigate({ kind: 'build' });
              void openContext(contextPath, { jobId: job.id });
            }}
          >
            {t('activity.openBuild')}
          </Button>
        ) : null}
        {!active && canRunAgain(job) ? (
          <Button icon="refresh" onClick={() => attempt(() => runAgain(job))}>
            {job.state === 'done' ? t('activity.again') : t('common.retry')}
          </Button>
        ) : null}
        {active ? null : (
          <IconButton
            icon="trash"
            label={t('activity.forget')}
            onClick={() =>
              attempt(async () => {
                await call('jobs.remove', { jobId: job.id });
                await refreshJobs();
              })
            }
          />
        )}
      </div>
      {job.error === null || job.state === 'cancelled' ? null : <ErrorBox error={job.error} />}
      <Facts
        facts={[
          job.startedAt === null
            ? null
            : fact('started', t('activity.started'), <Time iso={job.startedAt} />),
          ms === null ? null : fact('took', t('activity.duration'), formatDuration(language, ms)),
          fact('result', t('activity.result'), job.result?.names.join(', ')),
          fact('summary', '', job.result?.summary),
          ...parameterFacts(job.parameters, t),
        ]}
      />
      {job.kind === 'build' ? (
        <BuildTabs job={job} active={active} />
      ) : (
        <JobLogView jobId={job.id} active={active} />
      )}
    </InspectorBody>
  );
}
