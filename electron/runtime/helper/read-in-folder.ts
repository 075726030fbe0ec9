import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { encodePath } from '../../base/path-bytes';

export interface FileBeginning {
  readonly bytes: Buffer;
  /** Of the whole file. */
  readonly sizeBytes: number;
}

/**
 * The beginning of a regular file below a folder that others may be changing; null for anything else.
 * No link is followed, not even one put in place of a folder at the wrong moment: each folder is opened
 * by way of the one above it.
 */
export function readInFolder(root: string, path: string, limitBytes: number): FileBeginning | null {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.pop();
  if (name === undefined || [name, ...parts].some((part) => part === '..' || part === '.'))
    return null;
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;
  let folder = -1;
  let file = -1;
  try {
    folder = openSync(root, O_RDONLY | O_DIRECTORY);
    for (const part of parts) {
      const next = openSync(below(folder, part), O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      closeSync(folder);
      folder = next;
    }
    file = openSync(below(folder, name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile()) return null;
    const bytes = Buffer.alloc(Math.min(stat.size, limitBytes));
    const count = readSync(file, bytes, 0, bytes.length, 0);
    return { bytes: bytes.subarray(0, count), sizeBytes: stat.size };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR'].includes(code ?? '')) return null;
    throw error;
  } finally {
    if (file >= 0) closeSync(file);
    if (folder >= 0) closeSync(folder);
  }
}

function below(folder: number, name: string): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder}/`), encodePath(name)]);
}
