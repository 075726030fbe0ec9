import type { ContainerSummary, RunRequest } from '../../shared/model/container';
import type { ImageSummary } from '../../shared/model/image';
import type { Job } from '../../shared/model/job';
import { call } from './bridge';
import { buildStore, openContext } from './build';
import {
  containersStore,
  hideContainer,
  refreshContainers,
  setBusy,
  unhideContainer,
} from './containers';
import { dropStore, identifyPaths, parsePastedPaths, requestFor, type DropItem } from './drop';
import { hideImage, imageName, imagesStore, refreshImages, unhideImage } from './images';
import { readyOr } from './loadable';
import { navigate, select } from './navigation';
import { doUnlessUndone, showDone, showError } from './notices';
import { asRepository, snapshotName } from './reference';

/** Runs an act and says what went wrong; for buttons. */
export function attempt(act: () => Promise<unknown>): void {
  act().catch((error: unknown) => showError(error));
}

// Images

export function deleteImage(image: ImageSummary): void {
  doUnlessUndone({
    text: (t) => t('image.deleted', { name: imageName(image) }),
    hide: () => hideImage(image.id),
    show: () => unhideImage(image.id),
    act: async () => {
      // One name after the other: the last one takes the image along, and nothing is forced.
      for (const name of image.names.length > 0 ? image.names : [image.id]) {
        await call('images.remove', { name, force: false });
      }
      await refreshImages();
    },
  });
}

export async function tagImage(image: ImageSummary, target: string): Promise<void> {
  await call('images.tag', { source: image.id, target });
  await refreshImages();
  showDone((t) => t('image.tagged', { name: target }));
}

/** Archives that container tools read, or a root file system for what runs systems. */
export type SaveFormat = 'docker' | 'oci' | 'wsl' | 'lxc';

export async function saveImage(
  image: ImageSummary,
  format: SaveFormat,
  compress: boolean,
): Promise<boolean> {
  const stem = imageName(image).replace(/[^\w.-]+/g, '-');
  const target = await call('dialog.save', {
    suggestedName: `${stem}.tar${compress || format === 'wsl' || format === 'lxc' ? '.gz' : ''}`,
  });
  if (target === null) return false;
  if (format === 'wsl' || format === 'lxc') {
    const name = image.names[0] ?? image.id;
    await call('jobs.start', { kind: 'export', name, target, format });
    return true;
  }
  await call('jobs.start', {
    kind: 'save',
    names: image.names.length > 0 ? image.names : [image.id],
    target,
    format,
    compression: compress ? 'gzip' : 'none',
  });
  return true;
}

export function buildOnImage(image: ImageSummary): void {
  buildStore.update((state) => ({
    ...state,
    contextPath: null,
    startingText: `FROM ${image.names[0] ?? image.id}\n`,
  }));
  navigate({ kind: 'build' });
}

export async function freeUp(): Promise<void> {
  await call('jobs.start', { kind: 'prune', all: false });
}

// Ways in

export async function chooseFiles(kind: 'archive' | 'folder' | 'any'): Promise<void> {
  await identifyPaths(await call('dialog.open', { kind }));
}

/** What Ctrl V does outside a text field. */
export async function takeClipboard(): Promise<void> {
  await identifyPaths(parsePastedPaths(await navigator.clipboard.readText()));
}

export async function chooseContext(): Promise<void> {
  const [path] = await call('dialog.open', { kind: 'folder' });
  if (path !== undefined) await showContext(path);
}

export async function showContext(path: string): Promise<void> {
  navigate({ kind: 'build' });
  await openContext(path);
}

/** Asks where to, then writes a Dockerfile and its context into a folder of the source's name there. */
export async function draftFrom(source: string, name: string, verify: boolean): Promise<void> {
  const [folder] = await call('dialog.open', { kind: 'folder' });
  if (folder === undefined) return;
  const targetPath = `${folder}/${asRepository(name)}-draft`;
  await call('jobs.start', { kind: 'draft', options: { source, targetPath, verify } });
}

/** Starts everything that was handed in; a single build is followed on its page. */
export async function doDrop(items: ReadonlyArray<DropItem>): Promise<void> {
  dropStore.set({ kind: 'idle' });
  for (const item of items) {
    const request = requestFor(item);
    if (request === null) continue;
    const { jobId } = await call('jobs.start', request);
    if (request.kind === 'build' && items.length === 1) {
      const { dockerfilePath } = request.options;
      navigate({ kind: 'build' });
      await openContext(request.options.contextPath, {
        jobId,
        tags: item.name,
        ...(dockerfilePath === undefined ? {} : { dockerfilePath }),
      });
    }
  }
}

// Containers

export async function whileBusy(id: string, act: () => Promise<unknown>): Promise<void> {
  setBusy(id, true);
  try {
    await act();
    await refreshContainers();
  } finally {
    setBusy(id, false);
  }
}

export function startContainer(container: Pick<ContainerSummary, 'id'>): Promise<void> {
  return whileBusy(container.id, () => call('containers.start', { name: container.id }));
}

export function stopContainer(container: Pick<ContainerSummary, 'id'>): Promise<void> {
  return whileBusy(container.id, () => call('containers.stop', { name: container.id }));
}

export function killContainer(container: Pick<ContainerSummary, 'id'>): Promise<void> {
  return whileBusy(container.id, () => call('containers.kill', { name: container.id }));
}

export function deleteContainer(container: ContainerSummary): void {
  doUnlessUndone({
    text: (t) => t('containers.deleted', { name: container.name }),
    hide: () => hideContainer(container.id),
    show: () => unhideContainer(container.id),
    act: async () => {
      await call('containers.remove', { name: container.id, force: true });
      await refreshContainers();
    },
  });
}

/** One click: name and author are filled in, the notice at the end lets both name and image go. */
export async function snapshotContainer(container: ContainerSummary): Promise<void> {
  const taken = new Set(readyOr(imagesStore.get(), []).flatMap((image) => image.names));
  await call('jobs.start', {
    kind: 'snapshot',
    options: {
      container: container.id,
      reference: snapshotName(container.name, taken, new Date()),
    },
  });
}

/** Starts a container and shows it, at its terminal when it has one. */
export async function runContainer(options: RunRequest): Promise<void> {
  const container = await call('containers.run', options);
  await refreshContainers();
  select('containers', container.id);
  navigate({
    kind: 'container',
    id: container.id,
    tab: options.tty === true ? 'terminal' : 'logs',
  });
}

export function containerByName(name: string): ContainerSummary | null {
  return readyOr(containersStore.get(), []).find((one) => one.name === name) ?? null;
}

export function containerById(id: string): ContainerSummary | null {
  return readyOr(containersStore.get(), []).find((container) => container.id === id) ?? null;
}

// Jobs

export async function cancelJob(jobId: string): Promise<void> {
  await call('jobs.cancel', { jobId });
}

export function showJob(jobId: string): void {
  select('activity', jobId, true);
  navigate({ kind: 'activity' });
  select('activity', jobId, true);
}

/** The request that would do a job again; null when its parameters do not say enough. */
export function canRunAgain(job: Job): boolean {
  return againRequest(job) !== null;
}

type Again = Parameters<typeof call<'jobs.start'>>[1];

function againRequest(job: Job): Again | null {
  const parameters = job.parameters;
  switch (job.kind) {
    case 'import':
      return typeof parameters['source'] === 'string' && parameters['source'] !== '-'
        ? ({ kind: 'import', options: parameters } as unknown as Again)
        : null;
    case 'build':
      return typeof parameters['contextPath'] === 'string' && parameters['incomplete'] !== true
        ? ({ kind: 'build', options: parameters } as unknown as Again)
        : null;
    case 'load':
      return typeof parameters['source'] === 'string'
        ? { kind: 'load', source: parameters['source'] }
        : null;
    case 'push':
      return { ...parameters, kind: 'sources' in parameters ? 'push-list' : 'push' } as Again;
    case 'pull':
    case 'send':
      return { ...parameters, kind: job.kind } as unknown as Again;
    case 'prune':
      return { kind: 'prune', all: parameters['all'] === true };
    default:
      return null;
  }
}

export async function runAgain(job: Job): Promise<void> {
  const request = againRequest(job);
  if (request === null) return;
  const { jobId } = await call('jobs.start', request);
  select('activity', jobId, true);
}
