import type { Job } from '../../../shared/model/job';
import { formatDuration } from '../../../shared/text/format';
import { attempt, cancelJob, chooseContext } from '../../state/actions';
import { editorText, type BuildState } from '../../state/build';
import { startBuild } from '../../state/build-run';
import { openDialog } from '../../state/dialogs';
import { isActive } from '../../state/jobs';
import { Button } from '../../ui/button';
import { PageHead } from '../../ui/page';
import { useText } from '../../ui/text';
import { useElapsedMs } from '../../ui/use-elapsed';
import styles from './build.module.css';

/** What is built, how it went, and the one thing to do: build, or stop building. */
export function BuildHead(props: {
  readonly state: BuildState;
  readonly contextPath: string;
  readonly job: Job | null;
}) {
  const { t } = useText();
  const { state, contextPath, job } = props;
  const running = job !== null && isActive(job);
  const built = job !== null && job.state === 'done' ? job.result : null;
  const builtName = built?.names[0] ?? built?.imageIds[0] ?? null;
  return (
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
          {job === null ? t('build.action') : t('build.again')}
        </Button>
      )}
    </PageHead>
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
