import { DarkroomError } from '../../../shared/errors';
import { trimSpaces } from '../text/characters';
import { expandWords } from '../shell/expand';
import type { PhysicalLine } from './lines';

/** `<<NAME` as it stands in a command. */
export interface HeredocMark {
  readonly name: string;
  readonly expand: boolean;
  readonly stripTabs: boolean;
  /** `<< NAME`: a here-document only when a line closes it, otherwise a shift operator. */
  readonly isSpaced: boolean;
}

const noVariables = new Map<string, string>();
const markPattern = /^\d*<<(-?)([\t\n\f\r ]*)([^<]*)$/;
const bareMarkPattern = /^\d*<<-?$/;

/** Reads one word as a here-document's mark. */
export function parseHeredocMark(word: string): HeredocMark | undefined {
  const match = markPattern.exec(word);
  const quotedName = match?.[3] ?? '';
  if (match === null || trimSpaces(quotedName) === '') return undefined;
  const names = expandWords(quotedName, noVariables, { keepUnset: true }).words;
  const rawNames = expandWords(quotedName, noVariables, {
    keepUnset: true,
    keepQuotes: true,
  }).words;
  const name = names[0];
  if (name === undefined || names.length !== 1) return undefined;
  return {
    name,
    expand: countQuotes(name) === countQuotes(rawNames[0] ?? ''),
    stripTabs: match[1] === '-',
    isSpaced: match[2] !== '',
  };
}

/** Like {@link parseHeredocMark}, for a word that may also be no valid shell word at all. */
export function tryHeredocMark(word: string): HeredocMark | undefined {
  if (!word.includes('<<')) return undefined;
  try {
    return parseHeredocMark(word);
  } catch (error) {
    if (error instanceof DarkroomError) return undefined;
    throw error;
  }
}

/** The marks of a whole instruction, from left to right; none when its quotes do not match. */
export function heredocMarks(line: string): ReadonlyArray<HeredocMark> {
  if (!line.includes('<<')) return [];
  const words = shellWords(line);
  const marks: HeredocMark[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const mark = bareMarkPattern.test(word)
      ? parseHeredocMark(`${word} ${words[index + 1] ?? ''}`)
      : parseHeredocMark(word);
    if (mark !== undefined) marks.push(mark);
  }
  return marks;
}

function shellWords(line: string): ReadonlyArray<string> {
  try {
    const mode = { keepQuotes: true, keepEscapes: true, keepUnset: true };
    return expandWords(line, noVariables, mode).words;
  } catch (error) {
    if (error instanceof DarkroomError) return [];
    throw error;
  }
}

function countQuotes(text: string): number {
  return Array.from(text).filter((character) => character === "'" || character === '"').length;
}

/** Takes the leading tabs off every line, as `<<-` asks. */
export function stripLeadingTabs(content: string): string {
  return content.replace(/^\t+/gm, '');
}

/** Finds the lines that close here-documents, without reading the file once for each of them. */
export class TerminatorIndex {
  private readonly plain = new Map<string, number>();
  private readonly stripped = new Map<string, number>();

  constructor(lines: ReadonlyArray<PhysicalLine>) {
    lines.forEach((line, index) => {
      this.plain.set(line.text, index);
      this.stripped.set(line.text.replace(/^\t+/, ''), index);
    });
  }

  /** True when a line at or after `from` closes the here-document. */
  closes(mark: HeredocMark, from: number): boolean {
    const index = (mark.stripTabs ? this.stripped : this.plain).get(mark.name);
    return index !== undefined && index >= from;
  }
}
