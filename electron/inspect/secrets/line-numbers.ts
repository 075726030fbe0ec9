import { closeSync, openSync, readSync } from 'node:fs';
import type { SecretFinding } from '../../../shared/model/secret';
import { encodePath } from '../../base/path-bytes';

/** A finding whose line may still have to be counted. `path` has no leading slash. */
export interface RawFinding extends SecretFinding {
  /** Where it is: the file's content in the tar, and how far inside. */
  readonly place: { readonly dataOffset: number; readonly offset: number } | null;
}

const bufferBytes = 1 << 20;

/**
 * Counts lines only for what was found: most files have no finding, and counting every line of all
 * would cost more than the search. Findings of one rule on one line are one.
 */
export function fillLines(
  found: ReadonlyArray<RawFinding>,
  blobPath: string | null,
): ReadonlyArray<SecretFinding> {
  const needed = found.some(({ place }) => place !== null) && blobPath !== null;
  const fd = needed ? openSync(encodePath(blobPath), 'r') : -1;
  try {
    const unique = new Map<string, SecretFinding>();
    for (const { path, rule, line, masked, place } of found) {
      const counted = place === null || fd < 0 ? line : lineAt(fd, place.dataOffset, place.offset);
      const key = `${path}\0${rule}\0${counted}`;
      if (!unique.has(key)) unique.set(key, { path: `/${path}`, rule, line: counted, masked });
    }
    return [...unique.values()];
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

function lineAt(fd: number, dataOffset: number, offset: number): number {
  const buffer = Buffer.allocUnsafe(Math.min(bufferBytes, offset + 1));
  let line = 1;
  for (let at = 0; at < offset;) {
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, offset - at), dataOffset + at);
    if (count === 0) break;
    const bytes = buffer.subarray(0, count);
    for (let found = bytes.indexOf(10); found !== -1; found = bytes.indexOf(10, found + 1))
      line += 1;
    at += count;
  }
  return line;
}
