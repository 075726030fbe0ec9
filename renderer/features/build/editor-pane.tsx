import { lazy, Suspense, useEffect, useMemo, useState } from 'react';

import type { BuildProblem } from '../../../shared/model/build-page';
import type { BuildStep, Job, JobLogEntry } from '../../../shared/model/job';
import { attempt } from '../../state/actions';
import { buildStore, changeDraft, draftOf, editorText, type BuildState } from '../../state/build';
import { instructionText } from '../../state/check-text';
import { conflictStore, saveFile, takeFile } from '../../state/build-file';
import { startBuild } from '../../state/build-run';
import { imagesStore } from '../../state/images';
import { isActive } from '../../state/jobs';
import { readyOr } from '../../state/loadable';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { useText } from '../../ui/text';
import styles from './build.module.css';
import { BuildFailure } from './build-failure';
import type { MarkedLine } from './editor/marks';
import { stageNames, type Names } from './editor/names';

/** Loaded when first shown: the editor is a large part of the window's code. */
const CodeEditor = lazy(async () => ({
  default: (await import('./editor/code-editor')).CodeEditor,
}));

/** The editor with what runs and what failed in it, and what can be done with its text. */
export function EditorPane(props: {
  readonly state: BuildState;
  readonly contextPath: string;
  readonly job: Job | null;
  readonly steps: ReadonlyArray<BuildStep>;
  readonly entries: ReadonlyArray<JobLogEntry>;
  readonly failedLine: number | null;
  readonly problems: ReadonlyArray<BuildProblem>;
  readonly onMeaning: (page: string) => void;
}) {
  const { state, contextPath, job, steps, entries, failedLine } = props;
  const draft = draftOf(state);
  const text = editorText(state);
  const failure = job !== null && job.state === 'failed' ? job.error : null;
  const isNoted = useNotYetRead(job);
  const running = steps.flatMap((step): ReadonlyArray<MarkedLine> =>
    step.line !== null && step.state === 'running' ? [{ line: step.line, kind: 'running' }] : [],
  );
  const marked: ReadonlyArray<MarkedLine> =
    failedLine === null ? running : [...running, { line: failedLine, kind: 'failed' }];
  const isRunning = job !== null && isActive(job);
  return (
    <>
      <div className={styles['editor']}>
        <Suspense fallback={<div className={styles['editorWaits']} />}>
          <CodeEditor
            documentId={contextPath}
            text={text}
            names={useNames(text)}
            problems={props.problems}
            marked={marked}
            jump={state.jump}
            note={
              failure === null || failedLine === null || !isNoted
                ? null
                : {
                    line: failedLine,
                    content: <BuildFailure error={failure} steps={steps} entries={entries} />,
                  }
            }
            onChange={(changed) => changeText(changed)}
            onSave={() => attempt(() => saveFile({ overwrite: false }))}
            onBuild={() => {
              if (!isRunning) attempt(startBuild);
            }}
            onMeaning={props.onMeaning}
          />
        </Suspense>
      </div>
      <FileBar
        contextPath={contextPath}
        isEdited={draft.text !== null && state.info.kind === 'ready'}
      />
    </>
  );
}

/** Text as the file has it is no draft. */
function changeText(text: string): void {
  const { info } = buildStore.get();
  const isFile = info.kind === 'ready' && info.value.dockerfileText === text;
  changeDraft({ text: isFile && info.value.dockerfilePath !== null ? null : text });
}

/** Whoever goes on writing has read why it failed: the note would only cover their text. */
function useNotYetRead(job: Job | null): boolean {
  const [textAtEnd, setTextAtEnd] = useState(() => editorText(buildStore.get()));
  useEffect(() => setTextAtEnd(editorText(buildStore.get())), [job?.id, job?.state]);
  return editorText(useStore(buildStore)) === textAtEnd;
}

function useNames(text: string): Names {
  const { t } = useText();
  const images = readyOr(useStore(imagesStore), []);
  return useMemo(
    () => ({
      stages: stageNames(text),
      images: images.flatMap((image) => image.names),
      docs: (word) => instructionText(word, t),
      text: { stage: t('build.completion.stage'), image: t('build.completion.image') },
    }),
    [text, images, t],
  );
}

/** Says that the text is not in the file yet, or that somebody else changed the file. */
function FileBar(props: { readonly contextPath: string; readonly isEdited: boolean }) {
  const { t } = useText();
  const conflict = useStore(conflictStore);
  const save = (overwrite: boolean): void => attempt(() => saveFile({ overwrite }));
  if (conflict !== null && conflict.contextPath === props.contextPath) {
    return (
      <div className={styles['conflict']} role="alert">
        <p>{conflict.digest === null ? t('build.conflictGone') : t('build.conflict')}</p>
        <Button size="small" onClick={() => save(true)}>
          {t('build.conflictMine')}
        </Button>
        {conflict.digest === null ? null : (
          <Button size="small" onClick={() => attempt(takeFile)}>
            {t('build.conflictTheirs')}
          </Button>
        )}
        <Button size="small" look="quiet" onClick={() => conflictStore.set(null)}>
          {t('build.conflictLater')}
        </Button>
      </div>
    );
  }
  if (!props.isEdited) return null;
  return (
    <div className={styles['edited']}>
      <span>{t('build.edited')}</span>
      <span>
        <Button look="quiet" size="small" onClick={() => changeDraft({ text: null })}>
          {t('build.revert')}
        </Button>
        <Button size="small" title={t('build.saveHint')} onClick={() => save(false)}>
          {t('build.save')}
        </Button>
      </span>
    </div>
  );
}
