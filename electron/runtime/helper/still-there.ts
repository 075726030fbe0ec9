/**
 * What `read` answers; null when a process that is not held still has meanwhile removed or replaced
 * what it reads.
 */
export function ifStillThere<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    const isReplaced =
      code === 'ENOTDIR' || code === 'ELOOP' || (code === 'EINVAL' && syscall === 'readlink');
    if (code === 'ENOENT' || isReplaced) return null;
    throw error;
  }
}
