import { trimStartSpaces } from '../text/characters';
import type { EscapeCharacter } from './nodes';

export interface PhysicalLine {
  /** Counts from 1. */
  readonly number: number;
  /** With its line end. */
  readonly raw: string;
  /** Without line end. */
  readonly text: string;
  /** Column of the first character of `text`: 2 only behind a byte order mark. */
  readonly column: number;
}

/** Splits after every line feed. The last line may lack one; an empty text has no lines. */
export function physicalLines(source: string): ReadonlyArray<PhysicalLine> {
  const lines: PhysicalLine[] = [];
  let start = source.startsWith('\ufeff') ? 1 : 0;
  let column = start + 1;
  while (start < source.length) {
    const feed = source.indexOf('\n', start);
    const end = feed === -1 ? source.length : feed + 1;
    const raw = source.slice(start, end);
    lines.push({ number: lines.length + 1, raw, text: trimLineEnd(raw), column });
    start = end;
    column = 1;
  }
  return lines;
}

/** Drops line feeds and carriage returns at the end, however many. */
export function trimLineEnd(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === '\n' || line[end - 1] === '\r')) end -= 1;
  return line.slice(0, end);
}

export function isComment(line: string): boolean {
  return trimStartSpaces(line).startsWith('#');
}

export interface ContinuedText {
  readonly text: string;
  readonly continued: boolean;
}

/**
 * Takes the escape character off the end of a line that goes on in the next one. Two escape
 * characters in a row continue nothing; spaces and tabs behind the character do not count.
 */
export function takeContinuation(line: string, escape: EscapeCharacter): ContinuedText {
  let end = line.length;
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1;
  const isContinued = end > 0 && line[end - 1] === escape && line[end - 2] !== escape;
  return isContinued
    ? { text: line.slice(0, end - 1), continued: true }
    : { text: line, continued: false };
}
