import { isSpace, type Piece } from '../text/characters';
import type { EscapeCharacter } from './nodes';

/**
 * Splits at white space outside quotes. Quotes and escapes stay in the words, the expansion takes
 * them off later; a lone escape character at the very end is dropped.
 */
export function quotedWords(
  text: string,
  escape: EscapeCharacter,
  offset = 0,
): ReadonlyArray<Piece> {
  const words: Piece[] = [];
  let position = 0;
  while (position < text.length) {
    if (isSpace(text.charAt(position))) {
      position += 1;
      continue;
    }
    const end = endOfWord(text, position, escape);
    const word = withoutLastEscape(text.slice(position, end), end === text.length, escape);
    if (word !== '') words.push({ text: word, offset: offset + position });
    position = end;
  }
  return words;
}

function endOfWord(text: string, start: number, escape: EscapeCharacter): number {
  let quote: string | undefined;
  let position = start;
  while (position < text.length) {
    const character = text.charAt(position);
    if (quote === undefined) {
      if (isSpace(character)) return position;
      if (character === "'" || character === '"') quote = character;
      if (character === escape) position += 1;
    } else if (character === quote) {
      quote = undefined;
    } else if (character === escape && quote !== "'") {
      position += 1;
    }
    position += 1;
  }
  return text.length;
}

/** An escape character that escapes nothing because the text ends there is not part of the word. */
function withoutLastEscape(word: string, isLast: boolean, escape: EscapeCharacter): string {
  if (!isLast || !word.endsWith(escape)) return word;
  let quote: string | undefined;
  for (let position = 0; position < word.length; position += 1) {
    const character = word.charAt(position);
    const escapes = character === escape && quote !== "'";
    if (escapes && position === word.length - 1) return word.slice(0, -1);
    if (escapes) position += 1;
    else if (character === quote) quote = undefined;
    else if (quote === undefined && (character === "'" || character === '"')) quote = character;
  }
  return word;
}
