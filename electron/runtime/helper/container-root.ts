import { lstatSync } from 'node:fs';
import { mountFlags } from '../native/libc';
import type { SandboxMount } from '../step';
import type { Methods } from '../protocol';
import type { Containers } from './containers';
import type { HelperContext } from './context';
import { unmount } from './overlay';
import { resolveInRoot } from './root-path';
import { makeMountPoint, mountRoot, standardTargets } from './sandbox-root';

type Request = Methods['holdRoot']['params'];

/**
 * Shows a container's files in a folder until the signal fires: those of a running one are there, a
 * stopped one's are mounted meanwhile, and it cannot be started before they are given back.
 */
export async function holdRoot(
  context: HelperContext,
  containers: Containers,
  request: Request,
  onRoot: (path: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const running = containers.isRunning(request.id);
  if (running !== null) {
    const { merged } = containers.folders(request.id);
    onRoot(request.kind === 'view' ? `/proc/${running.pid}/root` : merged);
    return aborted(signal);
  }
  await context.layers.ensure(request.lowers, signal);
  await containers.alone(request.id, async () => {
    const release = mountStopped(context, containers, request);
    try {
      onRoot(containers.folders(request.id).merged);
      await aborted(signal);
    } finally {
      release();
    }
  });
}

function mountStopped(
  context: HelperContext,
  containers: Containers,
  request: Request,
): () => void {
  const folders = containers.folders(request.id);
  const { libc } = context;
  const lowers = request.lowers.map((diffId) => context.layers.folder(diffId));
  mountRoot(libc, context.overlays, {
    folders,
    lowers: [context.folders.containerStubs, ...lowers],
    volatile: false,
    targets: standardTargets,
  });
  const mounted: string[] = [];
  const release = () => {
    for (const target of mounted.reverse()) unmount(libc, target);
    unmount(libc, folders.merged);
  };
  try {
    for (const mount of request.kind === 'view' ? request.mounts : []) {
      const target = mount.kind === 'bind' ? mountPoint(folders.merged, mount) : null;
      if (target === null || mount.kind !== 'bind') continue;
      libc.mount(mount.source, target, '', mountFlags.bind | mountFlags.recursive, '');
      mounted.push(target);
    }
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

/** Null where the source is gone, or nothing can be mounted; the copy then shows what lies below. */
function mountPoint(root: string, mount: SandboxMount & { kind: 'bind' }): string | null {
  const source = lstatSync(mount.source, { throwIfNoEntry: false });
  const target = resolveInRoot(root, mount.target);
  if (source === undefined || target === null) return null;
  if (lstatSync(target, { throwIfNoEntry: false }) !== undefined) return target;
  makeMountPoint(target, source.isDirectory() ? 'folder' : 'file', 0o644);
  return target;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
