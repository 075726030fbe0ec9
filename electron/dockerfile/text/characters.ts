/**
 * White space as Go's `unicode.IsSpace` knows it, which the Dockerfile language inherits: unlike
 * JavaScript's `\s` it has U+0085 and lacks the byte order mark.
 */
const spaces = new Set(
  '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000',
);

export function isSpace(character: string): boolean {
  return spaces.has(character);
}

/** Index of the first character at or after `from` that is not white space, or the length. */
export function skipSpaces(text: string, from = 0): number {
  let index = from;
  while (index < text.length && isSpace(text.charAt(index))) index += 1;
  return index;
}

export function trimStartSpaces(text: string): string {
  return text.slice(skipSpaces(text));
}

export function trimEndSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

export function trimSpaces(text: string): string {
  return trimEndSpaces(trimStartSpaces(text));
}

/** The separators between words of one logical line: white space that can stand inside a line. */
export function isBlank(character: string): boolean {
  return (
    character === ' ' ||
    character === '\t' ||
    character === '\v' ||
    character === '\f' ||
    character === '\r'
  );
}

/** First and last position of a piece of text that does not know where it stands. */
export interface Piece {
  readonly text: string;
  /** Offset of the first character in the logical line. */
  readonly offset: number;
}

/** Splits at runs of blanks, keeping offsets; an empty text has no pieces. */
export function splitBlanks(text: string, offset = 0): ReadonlyArray<Piece> {
  const pieces: Piece[] = [];
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && !isBlank(text.charAt(index))) continue;
    if (index > start) pieces.push({ text: text.slice(start, index), offset: offset + start });
    start = index + 1;
  }
  return pieces;
}

/** Go's `strconv.ParseBool`, the only spellings of a boolean that mounts and checks accept. */
export function parseBoolean(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  return undefined;
}
