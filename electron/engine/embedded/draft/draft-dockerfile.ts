import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DarkroomError, toWire } from '../../../../shared/errors';
import type { BuildRequest, BuildResult } from '../../../../shared/model/build';
import type { CommitOptions, CommitResult } from '../../../../shared/model/container';
import type { DraftOptions, DraftResult } from '../../../../shared/model/draft';
import type { ContainerRecord, ImageRecord, Store } from '../../../store/store';
import type { WorkerPool } from '../../../worker/pool';
import type { WorkContext } from '../../engine';
import { compareTrees } from '../images/compare-images';
import { mergeLayers, type MergedTree } from '../images/merged-tree';
import { imageFiles } from './image-files';
import { planDraft, type DraftPlan } from './plan-draft';
import { filesFolder } from './remaining-files';
import { verifyDraft } from './verify-draft';

export interface DraftParts {
  readonly store: Store;
  readonly workers: WorkerPool;
  commit(options: CommitOptions, work: WorkContext): Promise<CommitResult>;
  build(request: BuildRequest, work: WorkContext): Promise<BuildResult>;
}

/** The two images that a draft lies between. */
interface Subject {
  readonly label: string;
  readonly base: ImageRecord;
  readonly snapshot: ImageRecord;
  readonly secretPaths: ReadonlySet<string>;
  /** Removes what was made for the draft alone. */
  release(): Promise<void>;
}

/**
 * Drafts the Dockerfile that a container's or a snapshot's difference to its image amounts to: packages
 * by their databases, accounts, services, the remaining files as COPY, deletions, configuration. The
 * folder appears only when all of it is written. CONTAINER_NOT_FOUND, IMAGE_NOT_FOUND, CONFLICT.
 */
export async function draftDockerfile(
  parts: DraftParts,
  options: DraftOptions,
  work: WorkContext,
): Promise<DraftResult> {
  const contextPath = resolve(options.targetPath);
  const isNew = await checkTarget(contextPath);
  const subject = await openSubject(parts, options, work);
  try {
    const { store } = parts;
    const { base, snapshot } = subject;
    const [before, after] = await Promise.all([
      treeOf(store, base, work.signal),
      treeOf(store, snapshot, work.signal),
    ]);
    const changes = await compareTrees(store.layers, before, after, work.signal);
    const plan = await planDraft({
      before: imageFiles(store, before.diffIds, before.tree),
      after: imageFiles(store, after.diffIds, after.tree),
      changes,
      base: nameOf(store, base, options),
      subject: subject.label,
      beforeConfig: base.config.config,
      afterConfig: snapshot.config.config,
      secretPaths: subject.secretPaths,
    });
    try {
      await writeContext(parts, contextPath, plan, work);
      const verification =
        options.verify === true
          ? await verifyDraft(parts, { contextPath, snapshot, after }, work)
          : null;
      const files = plan.files.filter(({ entry }) => entry.kind === 'file');
      return {
        contextPath,
        dockerfileText: plan.dockerfileText,
        packages: plan.packages,
        copiedCount: files.length,
        copiedBytes: files.reduce((sum, { entry }) => sum + entry.sizeBytes, 0),
        notes: plan.notes,
        verification,
      };
    } catch (error) {
      // A draft that could not be verified is still worth having; one half written is not.
      if (isNew && !(await isWritten(contextPath)))
        await rm(contextPath, { recursive: true, force: true });
      throw error;
    }
  } finally {
    await subject.release();
  }
}

async function isWritten(contextPath: string): Promise<boolean> {
  const names: ReadonlyArray<string> = await readdir(contextPath).catch(() => []);
  return names.includes('Dockerfile');
}

/** True when there is no such folder yet; CONFLICT when it holds something. */
async function checkTarget(path: string): Promise<boolean> {
  const names = await readdir(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (names === null || names.length === 0) return names === null;
  throw new DarkroomError('CONFLICT', `Draft into ${path}: the folder is not empty`, {
    data: { path },
    hint: 'Give a new folder.',
  });
}

async function openSubject(
  parts: DraftParts,
  { source, base }: DraftOptions,
  work: WorkContext,
): Promise<Subject> {
  const { store } = parts;
  const container = findContainer(store, source);
  if (container === null) {
    const snapshot = store.images.find(source);
    const parent = store.snapshots
      .list()
      .find(({ imageId }) => imageId === snapshot.summary.id)?.parentImageId;
    if (base === undefined && parent === undefined) {
      throw new DarkroomError(
        'INVALID_ARGUMENT',
        `${source} is no snapshot: say what it is based on`,
        {
          data: { image: source },
          hint: 'Pass --base IMAGE.',
        },
      );
    }
    return {
      label: `snapshot ${source}`,
      base: store.images.find(base ?? parent ?? ''),
      snapshot,
      secretPaths: new Set(),
      release: () => Promise.resolve(),
    };
  }
  const own = store.images.find(base ?? container.imageId);
  // What may hold a secret is found while the layer is written; it is left out of the context.
  const made = await parts.commit({ container: container.id, allowSecrets: true }, work);
  const snapshot = store.images.find(made.imageId);
  return {
    label: `container ${container.name}`,
    base: own,
    snapshot,
    secretPaths: new Set(made.secrets.map(({ path }) => path)),
    release: async () => {
      if (snapshot.summary.names.length > 0) return;
      await store.images.remove(made.imageId);
      await store.collectGarbage(new AbortController().signal);
    },
  };
}

function findContainer(store: Store, name: string): ContainerRecord | null {
  try {
    return store.containers.find(name);
  } catch (error) {
    if (toWire(error).code === 'CONTAINER_NOT_FOUND') return null;
    throw error;
  }
}

async function treeOf(
  store: Store,
  image: ImageRecord,
  signal: AbortSignal,
): Promise<{ readonly diffIds: ReadonlyArray<string>; readonly tree: MergedTree }> {
  const diffIds = image.config.rootfs.diff_ids;
  return { diffIds, tree: await mergeLayers(store.layers, diffIds, signal) };
}

/** A name that still means the base image, or its id. */
function nameOf(store: Store, base: ImageRecord, { base: given }: DraftOptions): string {
  if (given !== undefined) return given;
  const { names, id } = base.summary;
  return names.find((name) => store.images.tryFind(name)?.summary.id === id) ?? id;
}

async function writeContext(
  { store, workers }: DraftParts,
  contextPath: string,
  { files, dockerfileText }: DraftPlan,
  { signal }: WorkContext,
): Promise<void> {
  await mkdir(contextPath, { recursive: true });
  const made = new Set<string>();
  const parents = files.flatMap(({ path }) => {
    const list: string[] = [];
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      if (!made.has(folder)) list.push(folder);
      made.add(folder);
    }
    return list;
  });
  const folders = parents
    .filter((path) => !files.some((file) => file.path === path))
    .map((path) => ({ entry: { ...plainFolder, path: `${filesFolder}${path}` } }));
  const contents = files.map(({ path, entry, diffId }) => {
    const blob = store.paths.blob(diffId);
    const content =
      entry.kind !== 'file'
        ? undefined
        : entry.dataOffset === undefined
          ? ({ kind: 'member', path: blob, member: entry.path } as const)
          : ({ kind: 'range', path: blob, offset: entry.dataOffset } as const);
    const placed = { ...entry, path: `${filesFolder}${path}` };
    return content === undefined ? { entry: placed } : { entry: placed, content };
  });
  const all = [...folders, ...contents].sort((a, b) => (a.entry.path < b.entry.path ? -1 : 1));
  await workers.run('write-folder', { targetPath: contextPath, files: all }, { signal });
  await writeFile(join(contextPath, 'Dockerfile'), dockerfileText);
}

const plainFolder = {
  path: '',
  kind: 'directory',
  mode: 0o755,
  uid: 0,
  gid: 0,
  sizeBytes: 0,
  mtimeSeconds: 0,
  mtimeNanos: 0,
} as const;
