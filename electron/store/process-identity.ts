import { startTicks } from '../base/process-stat';

/** A process, told from a later one with the same id by its start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot (/proc/PID/stat field 22); 0 where there is no /proc. */
  readonly startTicks: number;
}

let self: ProcessIdentity | null = null;

export function ownIdentity(): ProcessIdentity {
  self ??= { pid: process.pid, startTicks: startTicks(process.pid) ?? 0 };
  return self;
}

export function isAlive(identity: ProcessIdentity): boolean {
  if (identity.startTicks !== 0) return startTicks(identity.pid) === identity.startTicks;
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
