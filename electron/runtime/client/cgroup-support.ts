import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CgroupLimits } from '../step';

export const cgroupMountPoint = '/sys/fs/cgroup';
/** What lies below is ours. */
export const cgroupFolderName = 'darkroom';

/** Where cgroups of our own can be made. v1 has a hierarchy for each controller. */
export type CgroupHome =
  | { readonly kind: 'v2'; readonly folder: string; readonly controllers: ReadonlySet<string> }
  | { readonly kind: 'v1'; readonly root: string; readonly controllers: ReadonlySet<string> };

export type Controller = 'memory' | 'cpu' | 'cpuset' | 'pids';
const controllers: ReadonlyArray<Controller> = ['memory', 'cpu', 'cpuset', 'pids'];

/**
 * Finds where this process may make cgroups: as root anywhere; as a user beside its own cgroup, where
 * that part of the v2 hierarchy was delegated to it (cgroup-v2.rst, "Delegation"). Null for nowhere.
 */
export function cgroupHome(mountPoint: string = cgroupMountPoint): CgroupHome | null {
  const isRoot = process.getuid?.() === 0 && !isMapped();
  if (existsSync(join(mountPoint, 'cgroup.controllers'))) {
    const own = /^0::(.*)$/m.exec(textOf('/proc/self/cgroup'))?.[1] ?? '/';
    const folder = join(mountPoint, isRoot ? '/' : dirname(own));
    if (!isWritable(join(folder, 'cgroup.procs'))) return null;
    const found = textOf(join(folder, 'cgroup.controllers')).trim().split(/\s+/);
    return { kind: 'v2', folder, controllers: new Set(found) };
  }
  if (!isRoot) return null;
  const found = [...controllers, 'freezer'].filter((name) =>
    isWritable(join(mountPoint, name, 'cgroup.procs')),
  );
  return found.length === 0 ? null : { kind: 'v1', root: mountPoint, controllers: new Set(found) };
}

/** The controllers that limits need. */
export function controllersFor(limits: CgroupLimits): ReadonlySet<Controller> {
  const { memoryBytes, memorySwapBytes, memoryReservationBytes } = limits;
  const { cpuQuotaMicros, cpuPeriodMicros, cpuShares, cpusetCpus, cpusetMems, pids } = limits;
  const given = (...values: ReadonlyArray<unknown>) => values.some((value) => value !== undefined);
  const needed: Controller[] = [];
  if (given(memoryBytes, memorySwapBytes, memoryReservationBytes)) needed.push('memory');
  if (given(cpuQuotaMicros, cpuPeriodMicros, cpuShares)) needed.push('cpu');
  if (given(cpusetCpus, cpusetMems)) needed.push('cpuset');
  if (given(pids)) needed.push('pids');
  return new Set(needed);
}

/** Why limits cannot be had here, for people; null when they can. */
export function cgroupObstacle(limits: CgroupLimits): string | null {
  const home = cgroupHome();
  const missing = [...controllersFor(limits)].filter(
    (name) => home?.controllers.has(name) !== true,
  );
  if (missing.length === 0) return null;
  const what = `No limit of ${missing.join(', ')} is set`;
  if (process.getuid?.() === 0) return `${what}: the kernel has no such cgroup controller mounted`;
  return home === null
    ? `${what}: no cgroup (v2) is delegated to this user; a systemd user session does that, or run as root`
    : `${what}: the controller is not delegated to this user (systemd: Delegate=yes)`;
}

/** Root of a user namespace is nobody outside. */
function isMapped(): boolean {
  return !/^\s*0\s+0\s+4294967295\s*$/.test(textOf('/proc/self/uid_map'));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
