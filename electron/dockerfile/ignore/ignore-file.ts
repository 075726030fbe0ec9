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
  const pattern = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return { line: number, written, pattern, isException };
}
