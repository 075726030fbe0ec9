import type { Job } from '../../shared/model/job';
import { call } from './bridge';
import { attempt, showContext, showJob } from './actions';
import { imagesStore, refreshImages, unhideImage, hideImage } from './images';
import { jobTitle, shortSubject } from './job-text';
import { readyOr } from './loadable';
import { navigate, navigationStore, select } from './navigation';
import { addNotice, showDone, showError, undoMs, type NoticeAction } from './notices';
import { buildStore } from './build';

/** Says what a job that just ended has brought, with the one thing people do next. */
export function noticeEndOf(job: Job): void {
  if (job.state === 'failed') {
    if (!isShownOnBuildPage(job)) noticeFailure(job);
    return;
  }
  if (job.state !== 'done') return;
  const name = job.result?.names[0] ?? job.result?.imageIds[0]?.slice(7, 19) ?? '';
  const imageId = job.result?.imageIds[0];
  const show: NoticeAction | undefined =
    imageId === undefined
      ? undefined
      : { label: (t) => t('common.show'), run: () => showImage(imageId) };
  const { kind } = job;
  switch (kind) {
    case 'import':
    case 'load':
    case 'pull':
      showDone((t) => t(`job.done.${kind}`, { name }), show);
      return;
    case 'build':
      if (!isShownOnBuildPage(job)) showDone((t) => t('job.done.build', { name }), show);
      return;
    case 'save':
      showDone((t) => t('job.done.save', { subject: shortSubject(job.subject) }));
      return;
    case 'prune':
      addNotice({
        kind: 'done',
        text: (t) => t('job.done.prune'),
        detail: job.result?.summary ?? '',
        lifeMs: 6_000,
      });
      return;
    case 'snapshot':
      noticeSnapshot(job, name, imageId);
      return;
    case 'draft': {
      const folder = job.result?.summary ?? '';
      showDone((t) => t('draft.done', { folder }), {
        label: (t) => t('draft.open'),
        run: () => attempt(() => showContext(folder)),
      });
      return;
    }
    case 'push':
    case 'send':
      showDone((t) => t(`job.done.${kind}`, { name }));
      return;
    case 'fsck':
    case 'run':
      return;
  }
}

function noticeFailure(job: Job): void {
  if (job.error === null) return;
  addNotice({
    kind: 'error',
    text: (t) => t('job.failed', { title: jobTitle(job, t) }),
    error: job.error,
    lifeMs: null,
    action: isAboutSecrets(job)
      ? { label: (t) => t('containers.review'), run: () => showReview(job) }
      : { label: (t) => t('job.showLog'), run: () => showJob(job.id) },
  });
}

/** What leaks is looked at, and left out, in the review. */
function isAboutSecrets(job: Job): boolean {
  return job.kind === 'snapshot' && job.error?.code === 'SECRETS_FOUND';
}

function showReview(job: Job): void {
  navigate({ kind: 'review', id: String(job.parameters['container']) });
}

/** The name stays editable for as long as the notice stands; Undo deletes the image. */
function noticeSnapshot(job: Job, name: string, imageId: string | undefined): void {
  if (imageId === undefined) return;
  const container = String(job.parameters['containerName'] ?? job.subject);
  let current = name;
  addNotice({
    kind: 'snapshot',
    text: (t) => t('snapshot.done', { container: shortContainer(container) }),
    detail: job.result?.summary ?? '',
    lifeMs: 2 * undoMs,
    name: {
      value: name,
      rename: async (wanted) => {
        if (wanted === current) return;
        await call('images.tag', { source: imageId, target: wanted });
        await call('images.remove', { name: current, force: false });
        current = wanted;
        await refreshImages();
      },
    },
    action: {
      label: (t) => t('common.undo'),
      run: () => {
        hideImage(imageId);
        void call('images.remove', { name: current === '' ? imageId : current, force: false })
          .then(() => showDone((t) => t('snapshot.undone')), showError)
          .then(refreshImages)
          .finally(() => unhideImage(imageId));
      },
    },
  });
}

function shortContainer(name: string): string {
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name;
}

function isShownOnBuildPage(job: Job): boolean {
  if (job.kind !== 'build' || navigationStore.get().route.kind !== 'build') return false;
  const { contextPath, jobIds } = buildStore.get();
  return contextPath !== null && jobIds[contextPath] === job.id;
}

export function showImage(id: string): void {
  const known = readyOr(imagesStore.get(), []).some((image) => image.id === id);
  if (!known) void refreshImages();
  navigate({ kind: 'images' });
  select('images', id, true);
}
