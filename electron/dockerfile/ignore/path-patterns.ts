import { DarkroomError } from '../../../shared/errors';
import { IgnoreMatcher } from './ignore-matcher';

/**
 * Patterns for paths of a container or an image: `*`, `?`, `[a-z]` and `**` as in a `.dockerignore`. One
 * with a slash is meant from the root (`/var/cache/apt/**`), one without matches a name anywhere
 * (`*.log`, as in a .gitignore). A pattern that matches a folder means everything in it too; `!` takes
 * back; the last one that matches counts. Paths are asked for without a leading slash.
 * INVALID_ARGUMENT names the pattern that cannot be read.
 */
export function compilePathPatterns(patterns: ReadonlyArray<string>): IgnoreMatcher {
  const lines = patterns.map(anchored);
  try {
    return new IgnoreMatcher(lines.join('\n'));
  } catch (error) {
    if (!(error instanceof DarkroomError)) throw error;
    throw new DarkroomError('INVALID_ARGUMENT', `Read pattern: ${error.message}`, {
      data: error.data,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    });
  }
}

/** The patterns of a file: a line each, `#` begins a comment. */
export function readPatternFile(text: string): ReadonlyArray<string> {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

function anchored(pattern: string): string {
  if (pattern.includes('\n')) {
    throw new DarkroomError('INVALID_ARGUMENT', 'Read pattern: it has a line break', {
      data: { pattern },
      hint: 'Write ? in the place of a character that cannot be typed.',
    });
  }
  const trimmed = pattern.trim();
  const mark = trimmed.startsWith('!') ? '!' : '';
  const rest = trimmed.slice(mark.length).trim();
  const path = rest.endsWith('/') ? rest.slice(0, -1) : rest;
  // An empty rest is left to the matcher, which says what is wrong with it.
  if (path === '' || rest.startsWith('/')) return `${mark}${rest}`;
  // The leading slash keeps a name that begins with # from being read as a comment.
  if (path.includes('/')) return `${mark}/${rest}`;
  return `${mark}**/${path}`;
}
