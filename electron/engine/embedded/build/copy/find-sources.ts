import { DarkroomError } from '../../../../../shared/errors';
import { resolvePath } from '../files/resolve-path';
import { joinPath, type SourceTree } from '../files/source-tree';
import { hasWildcard, isWildcard, matchWildcard } from '../../../../dockerfile/text/wildcard';

/**
 * The paths that one source of COPY or ADD names, as BuildKit's file backend finds them: a path without
 * wildcards stands for itself, whether it exists or not; a pattern for what matches it below its fixed
 * part, in walking order; what matches is not searched further. INVALID_ARGUMENT for a malformed pattern.
 */
export function findSources(tree: SourceTree, source: string): ReadonlyArray<string> {
  const parts = source.split('/').filter((part) => part !== '' && part !== '.');
  const firstPattern = parts.findIndex(hasWildcard);
  if (firstPattern < 0) return [parts.join('/')];
  const folder = resolvePath(tree, parts.slice(0, firstPattern).join('/'));
  const pattern = parts.slice(firstPattern).join('/');
  if (!isWildcard(pattern)) throw badPattern(source);
  return [...matchesBelow(tree, folder, '', pattern, parts.length - firstPattern)];
}

function* matchesBelow(
  tree: SourceTree,
  folder: string,
  relative: string,
  pattern: string,
  depth: number,
): IterableIterator<string> {
  for (const name of tree.names(folder)) {
    const path = joinPath(folder, name);
    const below = joinPath(relative, name);
    if (matchWildcard(pattern, below)) yield path;
    // a pattern of n parts never matches more than n of them
    else if (depth > 1) yield* matchesBelow(tree, path, below, pattern, depth - 1);
  }
}

function badPattern(source: string): DarkroomError {
  return new DarkroomError('INVALID_ARGUMENT', `syntax error in pattern: ${source}`, {
    data: { source },
    hint: 'A [ opens a list of characters and needs its ]. For the character itself write [[] or \\[.',
  });
}
