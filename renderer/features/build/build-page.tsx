import { useEffect, useState } from 'react';

import type { Job } from '../../../shared/model/job';
import { formatDuration } from '../../../shared/text/format';
import { attempt, cancelJob, chooseContext } from '../../state/actions';
import {
  buildStore,
  changeDraft,
  draftOf,
  editorText,
  startBuild,
  type BuildState,
} from '../../state/build';
import { stepsOf } from '../../state/build-steps';
import { openDialog } from '../../state/dialogs';
import { isActive, jobsStore } from '../../state/jobs';
import { readyOr } from '../../state/loadable';
import { useStore } from '../../state/store';
import { useJobLog } from '../../state/use-job-log';
import { Button } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { Page, PageHead } from '../../ui/page';
import { useText } from '../../ui/text';
import { useElapsedMs } from '../../ui/use-elapsed';
import styles from './build.module.css';
import { BuildEmpty } from './build-empty';
import { BuildFailure } from './build-failure';
import { BuildOptionsCard } from './build-options';
import { ContextCard } from './context-card';
import { Editor, type MarkedLine } from './editor';
import { Steps } from './steps';

/** A Dockerfile at the left, what becomes of it at the right. */
export function BuildPage() {
  const state = useStore(buildStore);
  return state.contextPath === null ? (
    <BuildEmpty />
  ) : (
    <OpenContext key={state.contextPath} state={state} contextPath={state.contextPath} />
  );
}

function OpenContext(props: { readonly state: BuildState; readonly contextPath: string }) {
  const { t } = useText();
  const { state, contextPath } = props;
  const jobId = state.jobIds[contextPath] ?? null;
  const jobs = readyOr(useStore(jobsStore), []);
  const job = jobs.find((other) => other.id === jobId) ?? null;
  const entries = readyOr(useJobLog(jobId), []);
  const steps = stepsOf(entries);
  const [picked, setPicked] = useState<{ jobId: string; step: number } | null>(null);
  const running = job !== null && isActive(job);
  const marked = steps.flatMap((step): ReadonlyArray<MarkedLine> =>
    step.line !== null && step.state === 'running' ? [{ line: step.line, kind: step.state }] : [],
  );
  const built = job !== null && job.state === 'done' ? job.result : null;
  const builtName = built?.names[0] ?? built?.imageIds[0] ?? null;
  const failure = job !== null && job.state === 'failed' ? job.error : null;
  const failedStep = steps.find((step) => step.state === 'failed');
  const failedLine =
    failure === null ? null : (failure.range?.start.line ?? failedStep?.line ?? null);
  const marks: ReadonlyArray<MarkedLine> =
    failedLine === null ? marked : [...marked, { line: failedLine, kind: 'failed' }];
  const draft = draftOf(state);
  // Whoever goes on writing has read why it failed: the note would only cover their text.
  const [textAtStart, setTextAtStart] = useState(draft.text);
  useEffect(() => setTextAtStart(draftOf(buildStore.get()).text), [jobId, job?.state]);
  return (
    <Page>
      <PageHead
        title={t('build.title')}
        subtitle={<code title={contextPath}>{shortPath(contextPath)}</code>}
      >
        {job === null ? null : <Outcome job={job} />}
        {builtName === null ? null : (
          <Button icon="start" onClick={() => openDialog({ kind: 'run', imageName: builtName })}>
            {t('image.run')}
          </Button>
        )}
        <Button onClick={() => attempt(chooseContext)}>{t('build.otherFolder')}</Button>
        {running ? (
          <Button onClick={() => attempt(() => cancelJob(job.id))}>{t('build.cancel')}</Button>
        ) : (
          <Button
            look="primary"
            disabled={editorText(state).trim() === ''}
            onClick={() => attempt(startBuild)}
          >
            {t('build.action')}
          </Button>
        )}
      </PageHead>
      <div className={styles['page']}>
        <div className={styles['left']}>
          {state.info.kind === 'failed' ? <ErrorBox error={state.info.error} /> : null}
          <Editor
            text={editorText(state)}
            marked={marks}
            jump={state.jump}
            note={
              failure === null || failedLine === null || draft.text !== textAtStart
                ? null
                : {
                    line: failedLine,
                    content: <BuildFailure error={failure} steps={steps} entries={entries} />,
                  }
            }
            onChange={(text) => changeDraft({ text })}
          />
          {draft.text === null || state.info.kind !== 'ready' ? null : (
            <div className={styles['edited']}>
              <span>{t('build.edited')}</span>
              <Button look="quiet" size="small" onClick={() => changeDraft({ text: null })}>
                {t('build.revert')}
              </Button>
            </div>
          )}
          {failure !== null && failedLine === null ? (
            <BuildFailure error={failure} steps={steps} entries={entries} />
          ) : null}
          <BuildOptionsCard state={state} />
          <ContextCard info={state.info} />
        </div>
        <Steps
          job={job}
          steps={steps}
          entries={entries}
          picked={picked !== null && picked.jobId === jobId ? picked.step : null}
          onPick={(step) => {
            if (jobId !== null) setPicked({ jobId, step });
          }}
        />
      </div>
    </Page>
  );
}

/** `shop/api:1.4.3 · 6.2 s`: what is or was built, and how long that takes or took. */
function Outcome(props: { readonly job: Job }) {
  const { t, language } = useText();
  const { job } = props;
  const running = isActive(job);
  const started = job.startedAt === null ? null : Date.parse(job.startedAt);
  const finished = job.finishedAt === null ? null : Date.parse(job.finishedAt);
  const elapsed = useElapsedMs(started, finished);
  const tags = job.parameters['tags'];
  const name =
    job.result?.names[0] ?? (Array.isArray(tags) && tags.length > 0 ? String(tags[0]) : '');
  const text = running ? name : job.state === 'done' ? name : t(`job.state.${job.state}`);
  return (
    <span className={styles['outcome']} data-state={job.state}>
      {[text, elapsed === null ? '' : formatDuration(language, elapsed)]
        .filter((part) => part !== '')
        .join(' · ')}
    </span>
  );
}

/** The last two folders say which one it is; the whole path is in its hint. */
function shortPath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.length <= 3 ? path : `…/${parts.slice(-2).join('/')}`;
}
