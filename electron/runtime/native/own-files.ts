import koffi from 'koffi';

const firstAfterStdio = 3;
const highestFile = 0xffffffff;
/** linux/close_range.h: set the close-on-exec flag instead of closing. Linux 5.11. */
const closeOnExecFlag = 4;

/**
 * Keeps the files of a window's process its own. Chromium leaves many of its sockets and files open
 * across exec; what outlives the window (the helper, the supervisors of containers) would hold its X
 * connection, its profile and the pipes of whoever started it. Node's own files are closed anyway.
 */
export function keepFilesFromChildren(): void {
  if ((process as { readonly type?: string }).type !== 'browser') return;
  const closeRange = koffi
    .load('libc.so.6')
    .func('int close_range(unsigned int, unsigned int, int)') as (...args: number[]) => number;
  // An old kernel answers an error: then things are as before, and nothing depends on them.
  closeRange(firstAfterStdio, highestFile, closeOnExecFlag);
}
