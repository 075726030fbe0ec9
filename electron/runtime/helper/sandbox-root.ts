import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Libc } from '../native/libc';
import type { SandboxMount } from '../step';
import { unmount, type OverlayMounter } from './overlay';
import { resolveInRoot } from './root-path';

/** The folders of one step or container. */
export interface SandboxFolders {
  readonly base: string;
  readonly upper: string;
  readonly work: string;
  readonly merged: string;
  readonly bundle: string;
  /** Between image and upper folder: mount points that the image hides or lacks. */
  readonly init: string;
}

export function sandboxFolders(base: string): SandboxFolders {
  const at = (name: string) => join(base, name);
  return {
    base,
    upper: at('upper'),
    work: at('work'),
    merged: at('merged'),
    bundle: at('bundle'),
    init: at('init'),
  };
}

export interface MountTarget {
  readonly path: string;
  readonly kind: 'folder' | 'file';
}

/** What a step of a build mounts over. */
export const stepTargets: ReadonlyArray<MountTarget> = [
  { path: '/proc', kind: 'folder' },
  { path: '/dev', kind: 'folder' },
  { path: '/sys', kind: 'folder' },
  { path: '/etc/hosts', kind: 'file' },
  { path: '/etc/resolv.conf', kind: 'file' },
];

/** What every container mounts over. */
export const standardTargets: ReadonlyArray<MountTarget> = [
  ...stepTargets,
  { path: '/etc/hostname', kind: 'file' },
];

interface MountRootOptions {
  readonly folders: SandboxFolders;
  /** With the stubs, bottom first. */
  readonly lowers: ReadonlyArray<string>;
  readonly volatile: boolean;
  readonly targets: ReadonlyArray<MountTarget>;
}

/**
 * Mounts the merged view. Mount points that are missing in it, because an upper layer removed them or
 * a link leads nowhere, are made in the init folder, so that they never show up as a change.
 */
export function mountRoot(libc: Libc, overlays: OverlayMounter, options: MountRootOptions): void {
  const { folders, volatile } = options;
  for (const folder of [folders.upper, folders.work, folders.merged, folders.bundle]) {
    mkdirSync(folder, { recursive: true });
  }
  // The upper folder is the root directory that is seen inside: open to all users, as Docker's.
  chmodSync(folders.upper, 0o755);
  const withInit = existsSync(folders.init) ? [...options.lowers, folders.init] : options.lowers;
  const mount = (lowers: ReadonlyArray<string>, upper: string, work: string) =>
    overlays.mount({ lowers, upper, work, target: folders.merged, volatile });

  mount(withInit, folders.upper, folders.work);
  const missing = options.targets.filter(({ path }) => !standsInRoot(folders.merged, path));
  if (missing.length === 0) return;

  unmount(libc, folders.merged);
  const initWork = join(folders.base, 'init-work');
  mkdirSync(folders.init, { recursive: true });
  chmodSync(folders.init, 0o755);
  mkdirSync(initWork, { recursive: true });
  mount(options.lowers, folders.init, initWork);
  try {
    for (const target of missing) makeTarget(folders.merged, target);
  } finally {
    unmount(libc, folders.merged);
  }
  // A volatile mount leaves a mark by which overlayfs refuses the work folder a second time.
  rmSync(join(folders.work, 'work'), { recursive: true, force: true });
  mount([...options.lowers, folders.init], folders.upper, folders.work);
}

function standsInRoot(root: string, path: string): boolean {
  const resolved = resolveInRoot(root, path);
  return resolved !== null && lstatSync(resolved, { throwIfNoEntry: false }) !== undefined;
}

function makeTarget(root: string, { path, kind }: MountTarget): void {
  const resolved = resolveInRoot(root, path);
  if (resolved !== null) makeMountPoint(resolved, kind, 0o755);
}

/**
 * Makes the places of mounts that the image lacks, as changes of the container and with Docker's modes:
 * of a runtime's own making they are sticky, or open to their owner only. What lies inside of another
 * mount is left to the runtime, which has that one in place by then.
 */
export function makeMountPoints(root: string, mounts: ReadonlyArray<SandboxMount>): void {
  const places = [...mounts.map(({ target }) => target), '/proc', '/dev', '/sys'];
  for (const mount of mounts) {
    const { path, kind } = mountTarget(mount);
    if (places.some((place) => path.startsWith(`${place}/`)) || standsInRoot(root, path)) continue;
    const resolved = resolveInRoot(root, path);
    if (resolved !== null) makeMountPoint(resolved, kind, 0o644);
  }
}

export function mountTarget(mount: SandboxMount): MountTarget {
  const isFile =
    mount.kind === 'bind' &&
    lstatSync(mount.source, { throwIfNoEntry: false })?.isDirectory() !== true;
  return { path: mount.target, kind: isFile ? 'file' : 'folder' };
}

/** At a path that is not there. */
export function makeMountPoint(path: string, kind: MountTarget['kind'], fileMode: number): void {
  const folder = kind === 'folder' ? path : dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (kind === 'file') writeFileSync(path, '', { flag: 'a', mode: fileMode });
}
