import { DarkroomError } from '../../../../shared/errors';
import type { ChangeKind, FileChange } from '../../../../shared/model/layer';
import { ApiError } from '../api-error';
import type { DockerApi } from '../docker-api';
import { inBatches } from '../in-batches';
import { statPath } from './path-stat';

interface ChangeAnswer {
  readonly Path: string;
  /** 0 modified, 1 added, 2 deleted. */
  readonly Kind: number;
}

const kinds: Readonly<Record<number, ChangeKind>> = { 0: 'changed', 1: 'added', 2: 'deleted' };
/** Sizes are asked for path by path: for more than these they are left at 0. */
const statLimit = 500;

/** `GET /containers/{id}/changes`, with the kind and size of each path from HEAD …/archive. */
export async function readChanges(
  api: DockerApi,
  name: string,
): Promise<ReadonlyArray<FileChange>> {
  const place = `/containers/${encodeURIComponent(name)}`;
  const answer = await api.json<ReadonlyArray<ChangeAnswer> | null>({
    method: 'GET',
    path: `${place}/changes`,
    what: `Show changes of container ${name}`,
  });
  const found = Array.isArray(answer) ? answer : [];
  return inBatches(found, async ({ Path, Kind }, index): Promise<FileChange> => {
    const kind = kinds[Kind] ?? 'changed';
    const isAsked = kind !== 'deleted' && index < statLimit;
    const known = isAsked ? await stat(api, place, Path) : null;
    return {
      kind,
      path: Path,
      sizeBytes: known?.sizeBytes ?? 0,
      entryKind: known?.entryKind ?? (kind === 'deleted' ? 'whiteout' : 'file'),
    };
  });
}

type Stat = Pick<FileChange, 'sizeBytes' | 'entryKind'>;

/** Null for a path that the engine does not find any more. */
async function stat(api: DockerApi, place: string, path: string): Promise<Stat | null> {
  try {
    const { kind, sizeBytes } = await statPath(api, place, path);
    if (kind === 'directory' || kind === 'symlink') return { sizeBytes: 0, entryKind: kind };
    return { sizeBytes, entryKind: 'file' };
  } catch (error) {
    if (error instanceof DarkroomError && error.cause instanceof ApiError) return null;
    throw error;
  }
}
