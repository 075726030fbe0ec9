import type { SecretFinding } from '../../../shared/model/secret';
import type { CommitRequest, ContainerQuery } from '../protocol';
import type { ContainerChanges } from './changes';
import type { Containers } from './containers';
import type { HelperContext } from './context';
import type { SnapshotWriteResult } from './snapshot-write';

interface Parts {
  readonly context: HelperContext;
  readonly containers: Containers;
}

/** What a container changed, and what changed in its volumes. */
export async function reviewContainer(
  { context, containers }: Parts,
  request: ContainerQuery,
  signal: AbortSignal,
): Promise<ContainerChanges> {
  const walk = await walkOf(context, containers, request, signal);
  // Docker's own mount points are part of what a container starts with.
  const lowers = [...walk.lowers, context.folders.containerStubs];
  const { volumes } = request;
  return context.workers.run({ kind: 'review', ...walk, lowers, volumes }, { signal });
}

export async function scanContainer(
  { context, containers }: Parts,
  request: ContainerQuery,
  signal: AbortSignal,
): Promise<ReadonlyArray<SecretFinding>> {
  const walk = await walkOf(context, containers, request, signal);
  return context.workers.run({ kind: 'scan', ...walk, volumes: request.volumes }, { signal });
}

/** Writes a container's changes as a layer: its state at one moment. */
export async function writeSnapshot(
  context: HelperContext,
  containers: Containers,
  request: CommitRequest,
  onBytes: (done: number, total: number | null) => void,
  signal: AbortSignal,
): Promise<SnapshotWriteResult> {
  const walk = await walkOf(context, containers, request, signal);
  const running = containers.isRunning(request.id);
  const { stagedBlobPath, pause, exclude, volumes } = request;
  // Kept where the next helper finds it: should this one end meanwhile, nothing stays stopped.
  if (running !== null && pause) containers.markFrozen(running, true);
  try {
    return await context.workers.run(
      {
        kind: 'write-snapshot',
        ...walk,
        stagedBlobPath,
        entriesPath: `${stagedBlobPath}.entries`,
        scan: true,
        running:
          running === null
            ? null
            : { id: running.id, pid: running.pid, states: context.folders.containers },
        pause,
        exclude,
        volumes,
      },
      { signal, onBytes },
    );
  } finally {
    if (running !== null && pause) containers.markFrozen(running, false);
  }
}

async function walkOf(
  context: HelperContext,
  containers: Containers,
  request: ContainerQuery,
  signal: AbortSignal,
) {
  await context.layers.ensure(request.lowers, signal);
  return {
    upper: containers.folders(request.id).upper,
    lowers: request.lowers.map((diffId) => context.layers.folder(diffId)).reverse(),
    userNamespace: context.userNamespace,
  };
}
