import { DarkroomError } from '../../../../shared/errors';
import type { FileChange } from '../../../../shared/model/layer';
import type { ForeignSnapshots } from '../../foreign-snapshots';
import { ApiError } from '../api-error';
import { place } from '../containers/lookup';
import { statPath } from '../containers/path-stat';
import { inBatches } from '../in-batches';
import { listChanges, type ListedChange } from './change-list';
import { inLayer, type PartRequest } from './difference-parts';
import { readContainer } from './read-container';

type Known = Pick<FileChange, 'sizeBytes' | 'entryKind'>;

/** Up to so many paths are looked at one by one (HEAD …/archive); more are read all at once. */
const statLimit = 200;

/** What changed, with the kind and size of each path, which the engine's list does not tell. */
export async function describeChanges(
  snapshots: ForeignSnapshots,
  request: PartRequest,
): Promise<ReadonlyArray<FileChange>> {
  const changes = await listChanges(request.api, request.id, request.signal);
  const present = changes.filter(({ kind }) => kind !== 'deleted');
  const known =
    present.length > statLimit
      ? await readAll(snapshots, request, changes)
      : await lookAtEach(request, present);
  return changes.map(({ kind, path }): FileChange => {
    const { sizeBytes, entryKind } =
      known.get(inLayer(path)) ?? (kind === 'deleted' ? whiteout : unknown);
    return { kind, path, sizeBytes, entryKind };
  });
}

const whiteout: Known = { sizeBytes: 0, entryKind: 'whiteout' };
/** A socket, or gone since it was listed. */
const unknown: Known = { sizeBytes: 0, entryKind: 'file' };

async function readAll(
  snapshots: ForeignSnapshots,
  request: PartRequest,
  changes: ReadonlyArray<ListedChange>,
): Promise<ReadonlyMap<string, Known>> {
  const { entries } = await readContainer(snapshots, request, {
    changes,
    exclude: [],
    volumes: [],
  });
  return new Map(
    entries.map(({ path, sizeBytes, kind }) => [path, { sizeBytes, entryKind: kind }]),
  );
}

async function lookAtEach(
  { api, id }: PartRequest,
  present: ReadonlyArray<ListedChange>,
): Promise<ReadonlyMap<string, Known>> {
  const found = await inBatches(present, async ({ path }): Promise<Known> => {
    try {
      const { kind, sizeBytes } = await statPath(api, place(id), path);
      if (kind === 'directory' || kind === 'symlink') return { sizeBytes: 0, entryKind: kind };
      return { sizeBytes, entryKind: 'file' };
    } catch (error) {
      if (error instanceof DarkroomError && error.cause instanceof ApiError) return unknown;
      throw error;
    }
  });
  return new Map(present.map(({ path }, index) => [inLayer(path), found[index] ?? unknown]));
}
