import { encodePath } from '../../../../base/path-bytes';

const beyondAscii = /[^\0-\x7f]/;

/** Order of bytes, which UTF-16 order equals only while nothing lies beyond the basic plane. */
export function compareNames(left: string, right: string): number {
  if (!beyondAscii.test(left) && !beyondAscii.test(right)) {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return Buffer.compare(encodePath(left), encodePath(right));
}

/** Sorts paths as a tar has them: a folder right before what it holds, names in byte order. */
export function sortPaths(paths: Iterable<string>): ReadonlyArray<string> {
  // '/' has to come before all other characters; NUL does, and no name holds it
  const keys = Array.from(paths, (path) => path.replaceAll('/', '\0'));
  if (keys.some((key) => beyondAscii.test(key))) keys.sort(compareNames);
  else keys.sort();
  return keys.map((key) => key.replaceAll('\0', '/'));
}
