import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cgroupFolderName,
  cgroupHome,
  controllersFor,
  type CgroupHome,
  type Controller,
} from '../client/cgroup-support';
import type { CgroupLimits } from '../step';

/**
 * Cgroups of containers, made and removed by the helper: what the runtime would make depends on its
 * version, and none of them takes a machine that mixes cgroups v1 and v2. One is made for limits, and
 * when a container is first held still (freezer.ts).
 */
export class Cgroups {
  /** Puts a process that waits to be started into a cgroup with these limits, as far as they can be had. */
  enter(id: string, pid: number, limits: CgroupLimits): void {
    const home = cgroupHome();
    if (home === null) return;
    const needed = [...controllersFor(limits)].filter((name) => home.controllers.has(name));
    if (home.kind === 'v2') enterUnified(home, id, pid, limits, needed);
    else for (const name of needed) enterLegacy(home.root, name, id, pid, limits);
  }

  /** Removes a container's cgroups; true when the kernel killed something in them for want of memory. */
  leave(id: string): boolean {
    const home = cgroupHome();
    if (home === null) return false;
    const folders = foldersOf(home, id).filter((folder) => existsSync(folder));
    const killed = folders.some(hadKill);
    for (const folder of folders) {
      try {
        rmdirSync(folder);
      } catch {
        // A process is still on its way out; an empty cgroup that stays costs next to nothing.
      }
    }
    return killed;
  }
}

function foldersOf(home: CgroupHome, id: string): string[] {
  if (home.kind === 'v2') return [join(home.folder, cgroupFolderName, id)];
  return [...home.controllers].map((name) => join(home.root, name, cgroupFolderName, id));
}

function enterUnified(
  home: Extract<CgroupHome, { kind: 'v2' }>,
  id: string,
  pid: number,
  limits: CgroupLimits,
  needed: ReadonlyArray<Controller>,
): void {
  const parent = join(home.folder, cgroupFolderName);
  const folder = join(parent, id);
  mkdirSync(folder, { recursive: true });
  for (const name of needed) {
    for (const above of [home.folder, parent]) {
      write(above, 'cgroup.subtree_control', `+${name}`);
    }
  }
  for (const [file, value] of unifiedFiles(limits)) write(folder, file, value);
  writeFileSync(join(folder, 'cgroup.procs'), String(pid));
}

/** Files of cgroup v2 (admin-guide/cgroup-v2.rst) for Docker's limits. */
export function unifiedFiles(limits: CgroupLimits): ReadonlyArray<readonly [string, string]> {
  const { memoryBytes, memorySwapBytes, cpuQuotaMicros, cpuPeriodMicros, cpuShares } = limits;
  const max = (value: number) => (value < 0 ? 'max' : String(value));
  // Swap alone, where Docker's option counts memory in.
  const swap =
    memorySwapBytes === undefined || memorySwapBytes < 0
      ? -1
      : memorySwapBytes - (memoryBytes ?? 0);
  return [
    ...entry('memory.max', memoryBytes, max),
    ...entry('memory.swap.max', memorySwapBytes, () => max(swap)),
    ...entry('memory.low', limits.memoryReservationBytes, String),
    ...entry(
      'cpu.max',
      cpuQuotaMicros ?? cpuPeriodMicros,
      () => `${max(cpuQuotaMicros ?? -1)} ${cpuPeriodMicros ?? 100_000}`,
    ),
    ...entry('cpu.weight', cpuShares, weightOf),
    ...entry('cpuset.cpus', limits.cpusetCpus, String),
    ...entry('cpuset.mems', limits.cpusetMems, String),
    ...entry('pids.max', limits.pids, max),
  ];
}

/** Shares of v1 (2 to 262144) as a weight of v2 (1 to 10000), as the OCI runtimes convert. */
function weightOf(shares: number): string {
  const bounded = Math.min(Math.max(shares, 2), 262_144);
  return String(1 + Math.floor(((bounded - 2) * 9_999) / 262_142));
}

function enterLegacy(
  root: string,
  controller: Controller,
  id: string,
  pid: number,
  limits: CgroupLimits,
): void {
  const parent = join(root, controller, cgroupFolderName);
  const folder = join(parent, id);
  mkdirSync(folder, { recursive: true });
  if (controller === 'cpuset') {
    // A new cpuset has neither CPUs nor memory, and takes no process until it has.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const whole = readFileSync(join(root, controller, file), 'utf8').trim();
      for (const at of [parent, folder]) write(at, file, whole);
    }
  }
  for (const [file, value] of legacyFiles(limits)) {
    if (file.startsWith(`${controller}.`)) write(folder, file, value);
  }
  writeFileSync(join(folder, 'cgroup.procs'), String(pid));
}

/** Files of cgroup v1 (admin-guide/cgroup-v1). */
export function legacyFiles(limits: CgroupLimits): ReadonlyArray<readonly [string, string]> {
  return [
    ...entry('memory.limit_in_bytes', limits.memoryBytes, String),
    ...entry('memory.memsw.limit_in_bytes', limits.memorySwapBytes, String),
    ...entry('memory.soft_limit_in_bytes', limits.memoryReservationBytes, String),
    ...entry('cpu.cfs_period_us', limits.cpuPeriodMicros, String),
    ...entry('cpu.cfs_quota_us', limits.cpuQuotaMicros, String),
    ...entry('cpu.shares', limits.cpuShares, String),
    ...entry('cpuset.cpus', limits.cpusetCpus, String),
    ...entry('cpuset.mems', limits.cpusetMems, String),
    ...entry('pids.max', limits.pids, (value) => (value < 0 ? 'max' : String(value))),
  ];
}

function entry<T>(
  file: string,
  value: T | undefined,
  write: (value: T) => string,
): ReadonlyArray<readonly [string, string]> {
  return value === undefined ? [] : [[file, write(value)]];
}

/** A file that this kernel lacks (swap accounting may be off) is passed over; the value is checked. */
function write(folder: string, file: string, value: string): void {
  const path = join(folder, file);
  if (existsSync(path)) writeFileSync(path, value);
}

function hadKill(folder: string): boolean {
  for (const file of ['memory.events', 'memory.oom_control']) {
    const path = join(folder, file);
    if (existsSync(path) && /^oom_kill [1-9]/m.test(readFileSync(path, 'utf8'))) return true;
  }
  return false;
}
