import { encodePath } from '../../../../base/path-bytes';

const beyondAscii = /[^\0-\x7f]/;

/** Order of bytes, which UTF-16 order equals only while nothing lies beyond the basic plane. */
export function compareNames(left: string, right: string): number {
  if (!beyondAscii.test(left) && !beyondAscii.test(right)) {
    return left < right ? -1 : left > right ? 1 : 0;
  }
  return Buffer.compare(encodePath(left), encodePath(right));
}

/** Order of a tar: a folder right before what it holds. */
export function comparePaths(left: string, right: string): number {
  return compareNames(left.replaceAll('/', '\0'), right.replaceAll('/', '\0'));
}
