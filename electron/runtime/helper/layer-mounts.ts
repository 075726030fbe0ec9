import { chmodSync, lchownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DarkroomError } from '../../../shared/errors';
import type { SandboxMount, StepMount } from '../step';
import type { HelperContext } from './context';
import { unmount } from './overlay';
import { resolveInRoot } from './root-path';

/** Layers mounted for a step to read, or to write to without the writes being kept. */
export interface MountedLayers {
  /** The mounts with plain binds in the place of layers. */
  readonly mounts: ReadonlyArray<SandboxMount>;
  release(): void;
}

/** DiffIDs of all layers that the mounts need unpacked. */
export function layersOfMounts(mounts: ReadonlyArray<StepMount>): ReadonlyArray<string> {
  return mounts.flatMap((mount) => (mount.kind === 'layers' ? mount.lowers : []));
}

/** Mounts the layers below `folder`; they are unpacked already. Must be released before it is removed. */
export function mountLayers(
  context: HelperContext,
  folder: string,
  mounts: ReadonlyArray<StepMount>,
): MountedLayers {
  const targets: string[] = [];
  const release = (): void => {
    for (const target of targets.splice(0)) unmount(context.libc, target);
  };
  const mountOne = (mount: StepMount, index: number): SandboxMount => {
    if (mount.kind === 'bind') handOver(mount);
    if (mount.kind !== 'layers') return mount;
    const at = (name: string): string => join(folder, 'mounts', String(index), name);
    const [empty, upper, work, target] = ['empty', 'upper', 'work', 'merged'].map(at) as [
      string,
      string,
      string,
      string,
    ];
    for (const path of [empty, upper, work, target]) mkdirSync(path, { recursive: true });
    const lowers = [empty, ...mount.lowers.map((diffId) => context.layers.folder(diffId))];
    context.overlays.mount({ lowers, upper, work, target, volatile: true });
    targets.push(target);
    const source = resolveInRoot(target, mount.source);
    if (source === null) {
      throw new DarkroomError('NOT_FOUND', `Mount ${mount.source}: a loop of links`);
    }
    return { kind: 'bind', source, target: mount.target, readOnly: mount.readOnly };
  };
  try {
    return { mounts: mounts.map(mountOne), release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Only here are the step's ids known: out there they are others. An id that the namespace does not have
 * no process of the step can have either.
 */
function handOver({ source, owner }: Extract<SandboxMount, { readonly kind: 'bind' }>): void {
  if (owner === undefined) return;
  try {
    lchownSync(source, owner.uid, owner.gid);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EINVAL' && code !== 'EPERM') throw error;
  }
  chmodSync(source, owner.mode);
}
