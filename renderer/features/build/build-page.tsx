import { useState } from 'react';

import { buildStore, type BuildState } from '../../state/build';
import { checkOf, checkStore } from '../../state/build-check';
import { shownSteps, stepsOf } from '../../state/build-steps';
import { reportStore } from '../../state/context-report';
import { jobsStore } from '../../state/jobs';
import { readyOr } from '../../state/loadable';
import { useStore } from '../../state/store';
import { useJobLog } from '../../state/use-job-log';
import { ErrorBox } from '../../ui/error-box';
import { Page } from '../../ui/page';
import { useText } from '../../ui/text';
import styles from './build.module.css';
import { BuildEmpty } from './build-empty';
import { BuildFailure } from './build-failure';
import { BuildHead } from './build-head';
import { BuildOptionsCard } from './build-options';
import { ContextCard } from './context-card';
import { ContextDialog } from './context-dialog';
import { EditorPane } from './editor-pane';
import { ProblemList } from './problem-list';
import { RuleDialog } from './rule-dialog';
import { Steps } from './steps';
import { useFollowedContext } from './use-followed-context';

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
  const steps = shownSteps(stepsOf(entries), Date.now());
  const [picked, setPicked] = useState<{ jobId: string; step: number } | null>(null);
  const [isLooking, setLooking] = useState(false);
  const [rulePage, setRulePage] = useState<string | null>(null);
  const [optionsOpen, setOptionsOpen] = useState<boolean | null>(null);
  const checked = useStore(checkStore);
  const check = checkOf(checked, contextPath);
  const report = useStore(reportStore);
  useFollowedContext(job);
  const failure = job !== null && job.state === 'failed' ? job.error : null;
  const failedStep = steps.find((step) => step.state === 'failed');
  const failedLine =
    failure === null ? null : (failure.range?.start.line ?? failedStep?.line ?? null);
  // Before the first build the place of its steps is free for what it will be given.
  const given = (
    <>
      <ContextCard state={state} report={report} onLook={() => setLooking(true)} />
      <BuildOptionsCard
        state={state}
        check={check}
        isOpen={optionsOpen ?? job === null}
        onToggle={setOptionsOpen}
      />
    </>
  );
  return (
    <Page>
      <BuildHead state={state} contextPath={contextPath} job={job} />
      <div className={styles['page']}>
        <div className={styles['left']}>
          {state.info.kind === 'failed' ? <ErrorBox error={state.info.error} /> : null}
          <EditorPane
            state={state}
            contextPath={contextPath}
            job={job}
            steps={steps}
            entries={entries}
            failedLine={failedLine}
            problems={check.problems}
            onMeaning={setRulePage}
          />
          <ProblemList
            problems={check.problems}
            isChecked={checked.contextPath === contextPath && check.isReadable}
            onMeaning={setRulePage}
          />
          {failure !== null && failedLine === null ? (
            <BuildFailure error={failure} steps={steps} entries={entries} />
          ) : null}
          {job === null ? null : given}
        </div>
        {job === null ? (
          <div className={styles['before']}>
            {given}
            <p className={styles['stepsHint']}>{t('build.stepsEmpty')}</p>
          </div>
        ) : (
          <Steps
            job={job}
            steps={steps}
            entries={entries}
            picked={picked !== null && picked.jobId === jobId ? picked.step : null}
            onPick={(step) => {
              if (jobId !== null) setPicked({ jobId, step });
            }}
          />
        )}
      </div>
      {isLooking ? <ContextDialog path={contextPath} onClose={() => setLooking(false)} /> : null}
      {rulePage === null ? null : <RuleDialog page={rulePage} onClose={() => setRulePage(null)} />}
    </Page>
  );
}
