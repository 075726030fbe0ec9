import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';
import { sha256Hex } from '../../oci/layer/file-digest';
import { openContextFile } from '../../oci/layer/content-source';
import type { CancelContext } from '../protocol';

export interface DigestFilesInput {
  /** Absolute, in surrogateescape form. */
  readonly paths: ReadonlyArray<string>;
}

const bufferBytes = 1 << 20;

/** sha256 of each file's content in hex, in order. SOURCE_NOT_READABLE, CONFLICT when one is gone. */
export function digestFiles(input: DigestFilesInput, task: CancelContext): ReadonlyArray<string> {
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  return input.paths.map((path, index) => {
    if (index % 64 === 0) task.throwIfCancelled();
    const fd = openContextFile(path);
    try {
      return digestOpenFile(fd, buffer, task);
    } finally {
      closeSync(fd);
    }
  });
}

function digestOpenFile(fd: number, buffer: Buffer, task: CancelContext): string {
  const first = readSync(fd, buffer, 0, buffer.length, 0);
  if (first < buffer.length && fstatSync(fd).size <= first)
    return sha256Hex(buffer.subarray(0, first));
  const hash = createHash('sha256').update(buffer.subarray(0, first));
  for (let offset = first; ;) {
    task.throwIfCancelled();
    const count = readSync(fd, buffer, 0, buffer.length, offset);
    if (count === 0) return hash.digest('hex');
    hash.update(buffer.subarray(0, count));
    offset += count;
  }
}
