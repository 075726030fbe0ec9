import { readFileSync } from 'node:fs';

/** A process, told from a later one with the same id by its start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot (/proc/PID/stat field 22); 0 where there is no /proc. */
  readonly startTicks: number;
}

/** Start time of a process in clock ticks, null when there is no such process (or no /proc). */
export function processStartTicks(pid: number): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Field 2 is the name in parentheses and may hold anything; field 3 follows the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const isGone = fields[0] === 'Z' || fields[0] === 'X';
    return isGone ? null : Number(fields[19]);
  } catch {
    return null;
  }
}

let self: ProcessIdentity | null = null;

export function ownIdentity(): ProcessIdentity {
  self ??= { pid: process.pid, startTicks: processStartTicks(process.pid) ?? 0 };
  return self;
}

export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.startTicks !== 0) return processStartTicks(identity.pid) === identity.startTicks;
  try {
    process.kill(identity.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Prefix of the temporary files of a process: names tell whose they are. */
export function ownerPrefix(identity: ProcessIdentity): string {
  return `${identity.pid}-${identity.startTicks}-`;
}

/** Owner of a temporary file, null when the name is none of ours. */
export function ownerOf(fileName: string): ProcessIdentity | null {
  const match = /^([0-9]+)-([0-9]+)-/.exec(fileName);
  return match === null ? null : { pid: Number(match[1]), startTicks: Number(match[2]) };
}
