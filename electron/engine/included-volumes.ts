import { DarkroomError } from '../../shared/errors';
import type { CommitOptions } from '../../shared/model/container';

/** The volumes whose data goes into a snapshot. NOT_FOUND names a mount point that is none. */
export function includedVolumes<Mounted extends { readonly target: string }>(
  volumes: ReadonlyArray<Mounted>,
  wanted: CommitOptions['includeVolumes'],
  container: string,
): ReadonlyArray<Mounted> {
  if (wanted === undefined) return [];
  if (wanted === 'all') return volumes;
  const plain = (path: string) => `/${path.split('/').filter(Boolean).join('/')}`;
  const paths = new Set(wanted.map(plain));
  for (const path of paths) {
    if (volumes.some(({ target }) => plain(target) === path)) continue;
    throw new DarkroomError(
      'NOT_FOUND',
      `Snapshot of ${container}: no volume is mounted at ${path}`,
      {
        data: { path, volumes: volumes.map(({ target }) => target) },
        hint:
          volumes.length === 0
            ? 'The container has no volumes.'
            : `Its volumes are at ${volumes.map(({ target }) => target).join(', ')}.`,
      },
    );
  }
  return volumes.filter(({ target }) => paths.has(plain(target)));
}
