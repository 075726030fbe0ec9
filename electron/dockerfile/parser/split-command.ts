import { isBlank, isSpace, skipSpaces, trimEndSpaces, type Piece } from '../text/characters';
import type { EscapeCharacter } from './nodes';

/** A logical line cut into the instruction's name, its flags and the rest. */
export interface SplitCommand {
  readonly keyword: Piece;
  readonly flags: ReadonlyArray<FlagPiece>;
  readonly rest: Piece;
}

/** A flag without its quotes and escapes, with the place of its written form. */
export interface FlagPiece extends Piece {
  readonly length: number;
}

export function splitCommand(line: string, escape: EscapeCharacter, from = 0): SplitCommand {
  const start = skipSpaces(line, from);
  const text = trimEndSpaces(line.slice(start));
  let end = 0;
  while (end < text.length && !isBlank(text.charAt(end))) end += 1;
  const keyword = { text: text.slice(0, end), offset: start };
  const { flags, restStart } = takeFlags(text, end, escape);
  const trimmedStart = skipSpaces(text, restStart);
  return {
    keyword,
    flags: flags.map((flag) => ({ ...flag, offset: start + flag.offset })),
    rest: { text: text.slice(trimmedStart), offset: start + trimmedStart },
  };
}

/** Leading words that begin with `--`; a lone `--` ends them. */
function takeFlags(
  text: string,
  from: number,
  escape: EscapeCharacter,
): { readonly flags: ReadonlyArray<FlagPiece>; readonly restStart: number } {
  const flags: FlagPiece[] = [];
  let position = skipSpaces(text, from);
  while (text.startsWith('--', position)) {
    const word = readFlag(text, position, escape);
    if (word.text === '--') return { flags, restStart: word.end };
    flags.push({ text: word.text, offset: position, length: word.end - position });
    position = skipSpaces(text, word.end);
  }
  return { flags, restStart: position };
}

function readFlag(
  text: string,
  start: number,
  escape: EscapeCharacter,
): { readonly text: string; readonly end: number } {
  const characters: string[] = [];
  let quote: string | undefined;
  let position = start;
  for (; position < text.length; position += 1) {
    const character = text.charAt(position);
    if (quote === undefined && isSpace(character)) break;
    if (quote === undefined && (character === "'" || character === '"')) {
      quote = character;
    } else if (character === quote) {
      quote = undefined;
    } else if (character === escape) {
      position += 1;
      characters.push(text.charAt(position));
    } else {
      characters.push(character);
    }
  }
  return { text: characters.join(''), end: Math.min(position, text.length) };
}
