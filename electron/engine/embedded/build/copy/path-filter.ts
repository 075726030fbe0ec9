import { IgnoreMatcher, type IgnoreVerdict } from '../../../../dockerfile/dockerfile';
import { parentPath } from '../files/source-tree';
import type { PathFilter } from './copy-files';

/** `--exclude` and the pattern of `--parents`, by the rules of moby/patternmatcher. */
export class PatternFilter implements PathFilter {
  private readonly include: IgnoreMatcher | null;
  private readonly exclude: IgnoreMatcher | null;
  private readonly included = new Map<string, IgnoreVerdict>();
  private readonly excluded = new Map<string, IgnoreVerdict>();

  constructor(include: string | null, exclude: ReadonlyArray<string>) {
    this.include = include === null ? null : new IgnoreMatcher(include);
    this.exclude = exclude.length === 0 ? null : new IgnoreMatcher(exclude.join('\n'));
  }

  match(path: string, isFolder: boolean): { readonly taken: boolean; readonly descend: boolean } {
    const included = verdict(this.include, this.included, path, isFolder);
    const excluded = verdict(this.exclude, this.excluded, path, isFolder);
    const taken = (included === null || included.isIgnored) && excluded?.isIgnored !== true;
    const isLost = excluded !== null && this.exclude?.canSkip(path, excluded) === true;
    return { taken, descend: !isLost };
  }
}

/** The matcher's word on the path, worked out from its word on the folder around it. */
function verdict(
  matcher: IgnoreMatcher | null,
  folders: Map<string, IgnoreVerdict>,
  path: string,
  isFolder: boolean,
): IgnoreVerdict | null {
  if (matcher === null) return null;
  const found = matcher.matchBelow(folders.get(parentPath(path)), path);
  if (isFolder) folders.set(path, found);
  return found;
}
