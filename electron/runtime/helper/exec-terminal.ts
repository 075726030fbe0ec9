import { closeSync, constants, openSync } from 'node:fs';
import type { Libc } from '../native/libc';
import { childrenOf } from './processes';

/**
 * Tells the terminal that `crun exec --tty` (process `pid`) made for its child that the caller's has
 * another size: crun before 1.8.7 does not do it. What ended meanwhile is no error.
 */
export function resizeTerminalOf(libc: Libc, pid: number, columns: number, rows: number): void {
  for (const child of childrenOf(pid)) {
    let terminal: number;
    try {
      terminal = openSync(`/proc/${child}/fd/0`, constants.O_RDWR | constants.O_NOCTTY);
    } catch {
      continue;
    }
    try {
      libc.setWindowSize(terminal, columns, rows);
    } catch {
      // Its standard input is no terminal any more.
    } finally {
      closeSync(terminal);
    }
  }
}
