import { readFileSync } from 'node:fs';

/**
 * /proc/PID/stat (proc_pid_stat(5)) from its third field on, which is the state. Throws when there is no
 * such process, or no /proc.
 */
export function processStat(pid: number): ReadonlyArray<string> {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field is the name in parentheses, and may hold blanks and parentheses.
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Start time in clock ticks since boot (field 22); null when it has ended, or where there is no /proc. */
export function startTicks(pid: number): number | null {
  try {
    const fields = processStat(pid);
    return fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[19]);
  } catch {
    return null;
  }
}
