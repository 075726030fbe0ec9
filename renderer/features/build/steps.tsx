import { useEffect, useRef } from 'react';

import type { BuildStep, Job, JobLogEntry } from '../../../shared/model/job';
import { formatDuration } from '../../../shared/text/format';
import { firstUncached, isFinished, outputOf, stepToShow } from '../../state/build-steps';
import { isActive } from '../../state/jobs';
import { EmptyState } from '../../ui/empty-state';
import { LogView } from '../../ui/log-view';
import { useText } from '../../ui/text';
import { useElapsedMs } from '../../ui/use-elapsed';
import styles from './steps.module.css';

/** The steps in the order they run, why the cache ended where it did, and the log of one. */
export function Steps(props: {
  readonly job: Job | null;
  readonly steps: ReadonlyArray<BuildStep>;
  readonly entries: ReadonlyArray<JobLogEntry>;
  readonly picked: number | null;
  readonly onPick: (step: number) => void;
}) {
  const { t } = useText();
  const { steps, job } = props;
  const shown = steps.find((step) => step.number === props.picked) ?? stepToShow(steps);
  const reason = firstUncached(steps);
  if (job === null || (steps.length === 0 && !isActive(job))) {
    return (
      <div className={styles['none']}>
        <EmptyState
          title={t('build.stepsEmpty')}
          text={t('build.stepsEmptyHint')}
          mark={
            <span className={styles['legend']} aria-hidden="true">
              <span className={styles['dot']} data-state="cached" />
              <span className={styles['dot']} data-state="done" />
              <span className={styles['dot']} data-state="running" />
              <span className={styles['dot']} data-state="waiting" />
            </span>
          }
        />
      </div>
    );
  }
  const cached = steps.filter((step) => step.state === 'cached').length;
  const running = steps.filter((step) => step.state === 'running').length;
  const summary = [
    t('build.summary', { done: steps.filter(isFinished).length, total: steps.length }),
    ...(cached === 0 ? [] : [t('build.summaryCached', { n: cached })]),
    ...(running === 0 ? [] : [t('build.summaryRunning', { n: running })]),
  ].join(' · ');
  const text =
    shown === null
      ? ''
      : outputOf(props.entries, shown.number)
          .map((entry) => entry.text)
          .join('');
  return (
    <div className={styles['right']}>
      <ol className={styles['steps']} aria-label={t('build.steps')}>
        {steps.map((step) => (
          <Step
            key={step.number}
            step={step}
            selected={step.number === shown?.number}
            onPick={() => props.onPick(step.number)}
          />
        ))}
      </ol>
      <p className={styles['summary']}>
        {summary}
        {reason === null ? null : (
          <span className={styles['reason']}>
            {t('build.notCached', { reason: reason.reason })}
          </span>
        )}
      </p>
      {shown === null ? null : (
        <LogView
          key={`${job.id}-${shown.number}`}
          label={t('build.logOf', { n: shown.number })}
          title={<code>{shown.title}</code>}
          text={text}
          empty={shown.state === 'running' ? t('build.logWaiting') : t('build.logEmpty')}
          follow={shown.state === 'running'}
          grow
        />
      )}
    </div>
  );
}

function Step(props: {
  readonly step: BuildStep;
  readonly selected: boolean;
  readonly onPick: () => void;
}) {
  const { t, language } = useText();
  const { step } = props;
  const ref = useRef<HTMLLIElement>(null);
  const elapsed = useElapsedMs(step.startedAt, step.finishedAt);
  const running = step.state === 'running';
  useEffect(() => {
    if (running) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [running]);
  const timed = running || step.state === 'done';
  const end =
    timed && elapsed !== null ? formatDuration(language, elapsed) : t(`build.state.${step.state}`);
  return (
    <li ref={ref}>
      <button
        type="button"
        className={styles['step']}
        data-state={step.state}
        aria-pressed={props.selected}
        title={step.reason === '' ? step.title : t('build.notCached', { reason: step.reason })}
        onClick={props.onPick}
      >
        <span className={styles['dot']} data-state={step.state} aria-hidden="true" />
        <code className={styles['title']}>
          {step.stage === '' ? null : <span className={styles['stage']}>{step.stage} · </span>}
          {step.title}
        </code>
        <span className={styles['end']}>
          {timed ? (
            <span className="visually-hidden">{t(`build.state.${step.state}`)} </span>
          ) : null}
          {end}
        </span>
      </button>
    </li>
  );
}
