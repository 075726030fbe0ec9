import { useEffect, useMemo, useState } from 'react';

import type { BuildStep, Job } from '../../../shared/model/job';
import { formatDuration } from '../../../shared/text/format';
import { call } from '../../state/bridge';
import {
  buildBefore,
  compareParameters,
  compareSteps,
  type ComparedStep,
} from '../../state/build-compare';
import { shownStage } from '../../state/build-steps';
import { jobsStore } from '../../state/jobs';
import { jobDurationMs } from '../../state/job-text';
import { readyOr } from '../../state/loadable';
import { select } from '../../state/navigation';
import { causeText } from '../../state/step-cause';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { Tag } from '../../ui/tag';
import { Time, useText } from '../../ui/text';
import styles from './build-comparison.module.css';

/** A build beside the one before it: which steps ran again, why, and what was asked for differently. */
export function BuildComparison(props: { readonly job: Job }) {
  const { t, language } = useText();
  const { job } = props;
  const jobs = readyOr(useStore(jobsStore), []);
  const before = buildBefore(jobs, job);
  const steps = useSteps(before === null ? null : before.id, job);
  const comparison = useMemo(
    () => (steps === null ? null : compareSteps(steps.before, steps.now)),
    [steps],
  );
  if (before === null) return <p className={styles['none']}>{t('compare.none')}</p>;
  if (steps === null || comparison === null) return null;
  const parameters = compareParameters(before, job);
  const count = (what: ComparedStep['what']): number =>
    comparison.steps.filter((one) => one.what === what).length;
  const tookMs = jobDurationMs(job, Date.now());
  const tookBeforeMs = jobDurationMs(before, Date.now());
  const gained = tookMs === null || tookBeforeMs === null ? 0 : tookBeforeMs - tookMs;
  return (
    <section className={styles['comparison']} aria-label={t('compare.title')}>
      <div className={styles['head']}>
        <span>
          <strong>{t('compare.title')}</strong>
          <span className={styles['when']}>
            <Time iso={before.createdAt} />
          </span>
        </span>
        <Button size="small" onClick={() => select('activity', before.id, true)}>
          {t('compare.before')}
        </Button>
      </div>
      <p className={styles['summary']}>
        {t('compare.summary', {
          again: count('again'),
          new: count('new'),
          cached: count('cached'),
        })}
        {Math.abs(gained) < 50
          ? ''
          : ` · ${t(gained > 0 ? 'compare.faster' : 'compare.slower', {
              time: formatDuration(language, Math.abs(gained)),
            })}`}
      </p>
      {parameters.length === 0 ? null : (
        <dl className={styles['parameters']} aria-label={t('compare.parameters')}>
          {parameters.map((one) => (
            <div key={one.name}>
              <dt>{one.name}</dt>
              <dd>
                <del>{one.before ?? t('compare.notGiven')}</del>{' '}
                <ins>{one.now ?? t('compare.notGiven')}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <ol className={styles['steps']} aria-label={t('compare.steps')} tabIndex={0}>
        {comparison.steps.map((one) => (
          <Compared key={one.step.number} compared={one} stage={shownStage(one.step, steps.now)} />
        ))}
        {comparison.gone.map((step) => (
          <li key={`gone-${step.number}`} data-what="gone">
            <div className={styles['line']}>
              <code>
                <del>{step.title}</del>
              </code>
              <Tag>{t('compare.gone')}</Tag>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Compared(props: { readonly compared: ComparedStep; readonly stage: string }) {
  const { t, language } = useText();
  const { step, before, what } = props.compared;
  const reason = what === 'cached' ? '' : causeText(step, t);
  const now = tookOf(step);
  const then = before === null ? null : tookOf(before);
  const isChanged = before !== null && before.title !== step.title;
  return (
    <li data-what={what}>
      <div className={styles['line']}>
        <code title={step.title}>
          {props.stage === '' ? '' : `${props.stage} · `}
          {step.title}
        </code>
        <span className={styles['took']}>
          {now === null || what === 'cached'
            ? ''
            : then === null
              ? formatDuration(language, now)
              : t('compare.took', {
                  now: formatDuration(language, now),
                  before: formatDuration(language, then),
                })}
        </span>
        <Tag>{step.state === 'failed' ? t('build.state.failed') : t(`compare.what.${what}`)}</Tag>
      </div>
      {reason === '' ? null : <p className={styles['reason']}>{reason}</p>}
      {isChanged ? (
        <p className={styles['was']}>{t('compare.was', { title: before.title })}</p>
      ) : null}
    </li>
  );
}

/** What a step took when it ran; one from the cache took no time of its own. */
function tookOf({ state, startedAt, finishedAt }: BuildStep): number | null {
  if (state === 'cached' || startedAt === null || finishedAt === null) return null;
  return finishedAt - startedAt;
}

/** Loading and exporting run every time: they say nothing about what changed. */
function instructions(steps: ReadonlyArray<BuildStep>): ReadonlyArray<BuildStep> {
  return steps.filter((step) => step.line !== null);
}

interface BothSteps {
  readonly before: ReadonlyArray<BuildStep>;
  readonly now: ReadonlyArray<BuildStep>;
}

/** The steps of both, read again when the job ends; null until they are there. */
function useSteps(beforeId: string | null, job: Job): BothSteps | null {
  const [steps, setSteps] = useState<BothSteps | null>(null);
  useEffect(() => {
    if (beforeId === null) return;
    let gone = false;
    const read = async (): Promise<void> => {
      const [before, now] = await Promise.all([
        call('jobs.steps', { jobId: beforeId }),
        call('jobs.steps', { jobId: job.id }),
      ]);
      if (!gone) setSteps({ before: instructions(before), now: instructions(now) });
    };
    read().catch(() => undefined); // Forgotten meanwhile: there is nothing to compare with.
    return () => {
      gone = true;
    };
  }, [beforeId, job.id, job.state]);
  return steps;
}
