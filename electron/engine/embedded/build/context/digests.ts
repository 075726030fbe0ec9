import { buildKey, type KeyPart } from '../cache/build-key';
import type { BuildSession } from '../step-context';
import type { ContextTree } from './context-tree';

/** Files looked up between two turns of the event loop. */
const filesPerTurn = 1000;

type Session = Pick<BuildSession, 'store' | 'workers'>;

/** Sets the digests that are remembered from files whose stat is the same; returns the other paths. */
export async function recallDigests(
  session: Session,
  tree: ContextTree,
  paths: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> {
  const { cache } = session.store;
  const unknown: string[] = [];
  for (const [index, path] of paths.entries()) {
    if (index % filesPerTurn === filesPerTurn - 1) await new Promise((next) => setImmediate(next));
    const stat = tree.statKey(path);
    const digest = stat === null ? null : cache.fileDigest(tree.place(path), stat);
    if (digest === null) unknown.push(path);
    else tree.setDigest(path, digest);
  }
  return unknown;
}

/** Finds digests by reading the files, and remembers them. */
export async function readDigests(
  session: Session,
  tree: ContextTree,
  paths: ReadonlyArray<string>,
  signal: AbortSignal,
): Promise<void> {
  if (paths.length === 0) return;
  const places = paths.map((path) => tree.place(path));
  const bytes = paths.reduce((sum, path) => sum + (tree.lookup(path)?.sizeBytes ?? 0), 0);
  const effort = { files: paths.length, bytes };
  const digests = await session.workers.run('digest-files', { paths: places }, { signal, effort });
  const pairs = paths.flatMap((path, index) => {
    const digest = digests[index];
    return digest === undefined ? [] : [[path, digest] as const];
  });
  keepDigests(session, tree, pairs);
}

/** Sets and remembers digests that someone found by reading. */
export function keepDigests(
  session: Session,
  tree: ContextTree,
  pairs: ReadonlyArray<readonly [path: string, digest: string]>,
): void {
  const rows = pairs.flatMap(([path, digest]) => {
    tree.setDigest(path, digest);
    const stat = tree.statKey(path);
    // a file changed this very moment could change again within the clock's grain
    return stat !== null && tree.isSettled(stat.ctimeNs)
      ? [{ path: tree.place(path), stat, digest }]
      : [];
  });
  session.store.cache.putFileDigests(rows);
}

/** A key of all content at and below a path: the same whenever COPY would copy the same. */
export async function contentDigest(
  session: Session,
  tree: ContextTree,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const files = tree.pathsBelow(path).filter((name) => tree.lookup(name)?.kind === 'file');
  await readDigests(session, tree, await recallDigests(session, tree, files), signal);
  const rows = tree.pathsBelow(path).map((name): KeyPart => {
    const node = tree.lookup(name);
    return [name, node?.kind, node?.mode, node?.link, node?.digest];
  });
  return buildKey('content-below', path, rows);
}
