import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { processStat, startTicks } from '../../base/process-stat';

export function isAlive(pid: number, ticks: number): boolean {
  return startTicks(pid) === ticks;
}

/** Sends a signal; a process that is gone is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals | number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
    return text
      .split(' ')
      .filter((item) => item !== '')
      .map(Number);
  } catch {
    return [];
  }
}

/**
 * All processes of a container whose first one is `init`: those of its pid namespace, or, where it shares
 * ours (`--pid host`), the first one and what descends from it: nobody else's may be held still.
 */
export function processesOf(init: number): number[] {
  const namespace = pidNamespace(init);
  if (namespace === null) return [];
  if (sharesPidNamespace(init)) return withDescendants(init);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pidNamespace(pid) === namespace);
}

/** Whether a process is in our own pid namespace, as one of `--pid host` is. */
export function sharesPidNamespace(pid: number): boolean {
  return pidNamespace(pid) === pidNamespace(process.pid);
}

function withDescendants(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(withDescendants)];
}

function pidNamespace(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

/**
 * Files that processes of a container have mapped shared and writable, as their paths end: writes
 * through such a mapping need not move the file's change time.
 */
export function mappedForWriting(init: number): Set<string> {
  const paths = new Set<string>();
  for (const pid of processesOf(init)) {
    // proc(5): address perms offset dev inode path
    for (const line of readMaps(pid).split('\n')) {
      const match = /^\S+ .w.s \S+ \S+ [1-9]\d*\s+(\/.*)$/.exec(line);
      if (match?.[1] !== undefined) paths.add(match[1]);
    }
  }
  return paths;
}

function readMaps(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8');
  } catch {
    return '';
  }
}

/** Stopped by somebody else before: that one lets it go on. */
export function isStopped(pid: number): boolean {
  try {
    return ['T', 'Z', 'X'].includes(processStat(pid)[0] ?? '');
  } catch {
    return true;
  }
}
