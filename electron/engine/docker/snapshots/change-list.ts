import type { ChangeKind } from '../../../../shared/model/layer';
import { place } from '../containers/lookup';
import type { DockerApi } from '../docker-api';

/** One of `GET /containers/{id}/changes`. */
export interface ListedChange {
  readonly kind: ChangeKind;
  /** With a leading slash. */
  readonly path: string;
}

interface ChangeAnswer {
  readonly Path: string;
  /** 0 modified, 1 added, 2 deleted. */
  readonly Kind: number;
}

const kinds: Readonly<Record<number, ChangeKind>> = { 0: 'changed', 1: 'added', 2: 'deleted' };

export async function listChanges(
  api: DockerApi,
  name: string,
  signal?: AbortSignal,
): Promise<ReadonlyArray<ListedChange>> {
  const answer = await api.json<ReadonlyArray<ChangeAnswer> | null>({
    method: 'GET',
    path: `${place(name)}/changes`,
    ...(signal === undefined ? {} : { signal }),
    what: `Show changes of container ${name}`,
  });
  const found = Array.isArray(answer) ? answer : [];
  return found.map(({ Path, Kind }) => ({ path: Path, kind: kinds[Kind] ?? 'changed' }));
}
