import type { BuildStep, Job, JobLogEntry } from '../../../shared/model/job';
import { firstUncached, isFinished, outputOf, stepToShow } from '../../state/build-steps';
import { causeText } from '../../state/step-cause';
import { LogView } from '../../ui/log-view';
import { useText } from '../../ui/text';
import { Graph } from './graph';
import styles from './steps.module.css';

/** The graph of the steps, why the cache ended where it did, and the log of one. */
export function Steps(props: {
  readonly job: Job;
  readonly steps: ReadonlyArray<BuildStep>;
  readonly entries: ReadonlyArray<JobLogEntry>;
  readonly picked: number | null;
  readonly onPick: (step: number) => void;
}) {
  const { steps, job } = props;
  const shown = steps.find((step) => step.number === props.picked) ?? stepToShow(steps);
  return (
    <div className={styles['right']}>
      <Graph steps={steps} selected={shown?.number ?? null} onPick={props.onPick} />
      <Summary steps={steps} shown={props.picked === null ? null : shown} />
      {shown === null ? null : <StepLog job={job} step={shown} entries={props.entries} />}
    </div>
  );
}

/** How far it is, and why the picked step (else the first that had to run) was not cached. */
function Summary(props: {
  readonly steps: ReadonlyArray<BuildStep>;
  readonly shown: BuildStep | null;
}) {
  const { t } = useText();
  const { steps, shown } = props;
  const cached = steps.filter((step) => step.state === 'cached').length;
  const running = steps.filter((step) => step.state === 'running').length;
  const summary = [
    t('build.summary', { done: steps.filter(isFinished).length, total: steps.length }),
    ...(cached === 0 ? [] : [t('build.summaryCached', { n: cached })]),
    ...(running === 0 ? [] : [t('build.summaryRunning', { n: running })]),
  ].join(' · ');
  const told = shown ?? firstUncached(steps);
  const reason = told === null ? '' : causeText(told, t);
  return (
    <p className={styles['summary']}>
      <span>{summary}</span>
      {told === null || reason === '' ? null : (
        <span className={styles['reason']}>
          {shown === null
            ? t('build.stepNotCached', { step: shortTitle(told), reason })
            : t('build.notCached', { reason })}
        </span>
      )}
      {shown?.state === 'cached' ? <span>{t('build.stepCached')}</span> : null}
    </p>
  );
}

/** Enough of an instruction to find it in the list: its number there is the log's, which counts more. */
function shortTitle({ title }: BuildStep): string {
  return title.length > 32 ? `${title.slice(0, 31)}…` : title;
}

function StepLog(props: {
  readonly job: Job;
  readonly step: BuildStep;
  readonly entries: ReadonlyArray<JobLogEntry>;
}) {
  const { t } = useText();
  const { job, step } = props;
  const text = outputOf(props.entries, step.number)
    .map((entry) => entry.text)
    .join('');
  return (
    <LogView
      key={`${job.id}-${step.number}`}
      label={t('build.logOf', { n: step.number })}
      title={<code>{step.title}</code>}
      text={text}
      empty={step.state === 'running' ? t('build.logWaiting') : t('build.logEmpty')}
      follow={step.state === 'running'}
      grow
    />
  );
}
