import { trimSpaces } from '../text/characters';
import { cleanPath } from '../text/clean-path';

/** One line of a `.dockerignore` that says something. */
export interface IgnoreLine {
  /** Counts from 1. */
  readonly line: number;
  /** The line as written, without outer white space. */
  readonly written: string;
  /** Cleaned, without leading slash and `!`. */
  readonly pattern: string;
  /** `!`: takes paths back in. */
  readonly isException: boolean;
}

/** Reads a `.dockerignore`: comments start with `#` in the first column, empty lines say nothing. */
export function parseIgnoreFile(text: string): ReadonlyArray<IgnoreLine> {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  return lines.flatMap((line, index) => parseIgnoreLine(line, index + 1) ?? []);
}

function parseIgnoreLine(line: string, number: number): IgnoreLine | undefined {
  if (line.startsWith('#')) return undefined;
  const written = trimSpaces(line);
  if (written === '') return undefined;
  const isException = written.startsWith('!');
  const rest = isException ? trimSpaces(written.slice(1)) : written;
  const cleaned = rest === '' ? '' : cleanPath(rest);
  const relative = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  const again = readAgain(isException ? `!${relative}` : relative);
  return again === undefined ? undefined : { line: number, written, ...again };
}

/** The matcher (moby/patternmatcher) trims and cleans once more what the reader of the file hands on. */
function readAgain(text: string): Pick<IgnoreLine, 'pattern' | 'isException'> | undefined {
  const trimmed = trimSpaces(text);
  if (trimmed === '') return undefined;
  const cleaned = cleanPath(trimmed);
  const isException = cleaned.startsWith('!');
  return { pattern: isException ? cleaned.slice(1) : cleaned, isException };
}
