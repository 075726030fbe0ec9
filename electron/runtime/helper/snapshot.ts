import type { Containers } from './containers';
import type { HelperContext } from './context';
import type { LayerWriteResult } from './layer-write';
import { freeze } from './processes';

export interface SnapshotRequest {
  readonly id: string;
  /** DiffIDs, bottom first. */
  readonly lowers: ReadonlyArray<string>;
  readonly stagedBlobPath: string;
  readonly pause: boolean;
}

export interface SnapshotOutcome extends LayerWriteResult {
  readonly pausedMs: number;
}

/** Writes a container's changes as a layer, with its processes standing still meanwhile. */
export async function writeSnapshot(
  context: HelperContext,
  containers: Containers,
  request: SnapshotRequest,
  onBytes: (done: number) => void,
  signal: AbortSignal,
): Promise<SnapshotOutcome> {
  await context.layers.ensure(request.lowers, signal);
  const folders = containers.folders(request.id);
  const lowers = request.lowers.map((diffId) => context.layers.folder(diffId)).reverse();
  const running = request.pause ? containers.isRunning(request.id) : null;
  if (running !== null) containers.markFrozen(running, true);
  const startedAt = performance.now();
  const release = running === null ? () => undefined : freeze(running.pid);
  let pausedMs = 0;
  try {
    const { userNamespace } = context;
    const { stagedBlobPath } = request;
    const entriesPath = `${stagedBlobPath}.entries`;
    const layer = await context.workers.run(
      {
        kind: 'write-layer',
        upper: folders.upper,
        lowers,
        userNamespace,
        stagedBlobPath,
        entriesPath,
      },
      { signal, onBytes },
    );
    pausedMs = running === null ? 0 : performance.now() - startedAt;
    return { ...layer, pausedMs };
  } finally {
    release();
    if (running !== null) containers.markFrozen(running, false);
  }
}
