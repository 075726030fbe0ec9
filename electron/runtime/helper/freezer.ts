import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cgroupFolderName, cgroupHome, cgroupMountPoint } from '../client/cgroup-support';
import { processesOf, sharesPidNamespace } from './processes';
import { waitUntil } from './wait-until';

/** A container that runs: its id, and its first process. */
export interface RunningInit {
  readonly id: string;
  readonly pid: number;
}

const stateFiles = {
  v2: {
    write: 'cgroup.freeze',
    frozen: '1',
    thawed: '0',
    read: 'cgroup.events',
    is: /^frozen 1$/m,
  },
  v1: {
    write: 'freezer.state',
    frozen: 'FROZEN',
    thawed: 'THAWED',
    read: 'freezer.state',
    is: /^FROZEN$/m,
  },
} as const;

/**
 * The freezer of a cgroup that has a container's processes (cgroup-v2.rst, "cgroup.freeze";
 * cgroup-v1/freezer-subsystem.rst): unlike one that is stopped by a signal, a process that is frozen
 * does not learn of it, nor does its parent. In v1 it does not even die of SIGKILL before it is thawed.
 */
export class Freezer {
  private constructor(
    private readonly kind: keyof typeof stateFiles,
    private readonly folder: string,
    private readonly container: RunningInit,
  ) {}

  /** The one that a container is in; null when it is in none of ours. */
  static of(container: RunningInit, mountPoint: string = cgroupMountPoint): Freezer | null {
    const isUnified = existsSync(join(mountPoint, 'cgroup.controllers'));
    const kind = isUnified ? 'v2' : 'v1';
    const path = cgroupOf(container.pid, kind, container.id);
    if (path === null) return null;
    const hierarchy = isUnified ? mountPoint : join(mountPoint, 'freezer');
    return new Freezer(kind, join(hierarchy, path), container);
  }

  /**
   * Puts all processes of a container into a cgroup of its own, where one can be had; what `exec`
   * started is in its caller's till then. It is done when it is first needed: a process that changes
   * its cgroup waits for every processor to pass a quiet point, which takes ten milliseconds, and no
   * start is to wait for that. Null when there is none; what could not be moved is outside.
   */
  static gather(container: RunningInit, mountPoint: string = cgroupMountPoint): Freezer | null {
    if (sharesPidNamespace(container.pid)) return null;
    let made: string | null = null;
    try {
      if (Freezer.of(container, mountPoint) === null) {
        made = ownFolder(container.id, mountPoint);
        if (made === null) return null;
        mkdirSync(made, { recursive: true });
        writeFileSync(join(made, 'cgroup.procs'), String(container.pid));
      }
      const freezer = Freezer.of(container, mountPoint);
      freezer?.gatherRest();
      return freezer;
    } catch {
      if (made !== null) removeEmpty(made);
      return null;
    }
  }

  private gatherRest(): void {
    const refused = new Set<number>();
    // New ones may appear while the list is read.
    for (let round = 0; round < 20; round += 1) {
      const outside = processesOf(this.container.pid).filter(
        (pid) => !refused.has(pid) && !this.has(pid),
      );
      if (outside.length === 0) return;
      for (const pid of outside) {
        try {
          writeFileSync(join(this.folder, 'cgroup.procs'), String(pid));
        } catch {
          refused.add(pid);
        }
      }
    }
  }

  /** Whether a process is in this cgroup, or in one that the container made below it. */
  has(pid: number): boolean {
    return cgroupOf(pid, this.kind, this.container.id) !== null;
  }

  isFrozen(): boolean {
    const { read, is } = stateFiles[this.kind];
    return is.test(textOf(join(this.folder, read)));
  }

  /** False when it cannot be. One that waits for a disk is frozen later, and does nothing meanwhile. */
  freeze(): boolean {
    const { write, frozen } = stateFiles[this.kind];
    try {
      writeFileSync(join(this.folder, write), frozen);
    } catch {
      this.thaw();
      return false;
    }
    waitUntil(() => this.isFrozen());
    return true;
  }

  /** No error when the cgroup went meanwhile. */
  thaw(): void {
    const { write, thawed } = stateFiles[this.kind];
    try {
      writeFileSync(join(this.folder, write), thawed);
    } catch {
      // Then nothing is in it.
    }
  }
}

function ownFolder(id: string, mountPoint: string): string | null {
  const home = cgroupHome(mountPoint);
  if (home === null) return null;
  if (home.kind === 'v2') return join(home.folder, cgroupFolderName, id);
  return home.controllers.has('freezer') ? join(home.root, 'freezer', cgroupFolderName, id) : null;
}

/** The path of a container's own cgroup, where the process is in it or below it (cgroups(7)). */
function cgroupOf(pid: number, kind: keyof typeof stateFiles, id: string): string | null {
  const field = kind === 'v2' ? '0:' : String.raw`\d+:(?:[^:]*,)?freezer(?:,[^:]*)?`;
  const own = new RegExp(`^${field}:(/(?:.*/)?${cgroupFolderName}/${id})(?:/.*)?$`, 'm');
  return own.exec(textOf(`/proc/${pid}/cgroup`))?.[1] ?? null;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It was never made, or something is in it.
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
