import { DarkroomError } from '../../../../../shared/errors';
import { joinPath, parentPath, type SourceTree } from './source-tree';

/** More links than any real path has; the kernel gives up at 40, BuildKit at 255. */
const maximumLinks = 255;

/**
 * The path with every symlink followed, as if `root` were `/`: neither absolute targets nor `..` lead
 * out of it. What does not exist stays as written. With `followLast` false the last part is not followed.
 */
export function resolvePath(tree: SourceTree, path: string, followLast = true, root = ''): string {
  const pending = path.split('/').reverse();
  let current = root;
  let links = 0;
  while (pending.length > 0) {
    const part = pending.pop();
    if (part === undefined || part === '' || part === '.') continue;
    if (part === '..') {
      if (current !== root) current = parentPath(current);
      continue;
    }
    const next = joinPath(current, part);
    const isLast = pending.every((rest) => rest === '' || rest === '.');
    const node = followLast || !isLast ? tree.lookup(next) : null;
    if (node?.kind !== 'symlink' || node.link === undefined) {
      current = next;
      continue;
    }
    links += 1;
    if (links > maximumLinks) {
      throw new DarkroomError(
        'INVALID_ARGUMENT',
        `too many links on the way to /${path.replace(/^\/+/, '')}`,
      );
    }
    if (node.link.startsWith('/')) current = root;
    pending.push(...node.link.split('/').reverse());
  }
  return current;
}
