import type { BuildSession } from '../step-context';
import type { ContextTree } from './context-tree';

/** Files looked up between two turns of the event loop. */
const filesPerTurn = 1000;

/**
 * Finds the digests of context files: remembered ones while their stat is the same, the rest by reading
 * in a worker thread.
 */
export async function digestContextFiles(
  session: Pick<BuildSession, 'store' | 'workers'>,
  tree: ContextTree,
  paths: ReadonlyArray<string>,
  signal: AbortSignal,
): Promise<void> {
  const { cache } = session.store;
  const unknown: string[] = [];
  for (const [index, path] of paths.entries()) {
    if (index % filesPerTurn === filesPerTurn - 1) await new Promise((next) => setImmediate(next));
    const stat = tree.statKey(path);
    const digest = stat === null ? null : cache.fileDigest(tree.place(path), stat);
    if (digest === null) unknown.push(path);
    else tree.setDigest(path, digest);
  }
  if (unknown.length === 0) return;
  const places = unknown.map((path) => tree.place(path));
  const digests = await session.workers.run('digest-files', { paths: places }, { signal });
  const rows = unknown.flatMap((path, index) => {
    const digest = digests[index];
    const stat = tree.statKey(path);
    if (digest === undefined || stat === null) return [];
    tree.setDigest(path, digest);
    // a file changed this very moment could change again within the clock's grain
    return isSettled(stat.ctimeNs) ? [{ path: tree.place(path), stat, digest }] : [];
  });
  cache.putFileDigests(rows);
}

const grainMs = 50;

function isSettled(ctimeNs: bigint): boolean {
  return Number(ctimeNs / 1_000_000n) < Date.now() - grainMs;
}
