import { DarkroomError } from '../../../shared/errors';
import { isBlank, isSpace, skipSpaces, splitBlanks, type Piece } from '../text/characters';
import type { LogicalLine } from '../text/logical-line';
import { parseJsonStrings } from './json-array';
import type { EscapeCharacter, NodeArguments, Pair, Word } from './nodes';
import { quotedWords } from './words';

type ArgumentParser = (rest: Piece, line: LogicalLine, escape: EscapeCharacter) => NodeArguments;

const none: NodeArguments = { kind: 'none' };

/** The form of the arguments by instruction; an instruction that is not listed is unknown. */
const parsers: ReadonlyMap<string, ArgumentParser> = new Map<string, ArgumentParser>([
  ['add', jsonOrWords],
  ['arg', words],
  ['cmd', jsonOrText],
  ['copy', jsonOrWords],
  ['entrypoint', jsonOrText],
  ['env', (...given) => pairs('ENV', ...given)],
  ['expose', blankWords],
  ['from', blankWords],
  ['healthcheck', health],
  ['label', (...given) => pairs('LABEL', ...given)],
  ['maintainer', text],
  ['run', jsonOrText],
  ['shell', jsonOrText],
  ['stopsignal', text],
  ['user', text],
  ['volume', jsonOrWords],
  ['workdir', text],
]);

export function parseArguments(
  name: string,
  rest: Piece,
  line: LogicalLine,
  escape: EscapeCharacter,
): NodeArguments {
  const parser = parsers.get(name) ?? text;
  return parser(rest, line, escape);
}

function word(piece: Piece, line: LogicalLine): Word {
  return { text: piece.text, range: line.range(piece.offset, piece.text.length) };
}

function text(rest: Piece, line: LogicalLine): NodeArguments {
  return rest.text === '' ? none : { kind: 'text', word: word(rest, line) };
}

function blankWords(rest: Piece, line: LogicalLine): NodeArguments {
  const found = splitBlanks(rest.text, rest.offset).map((piece) => word(piece, line));
  return found.length === 0 ? none : { kind: 'words', words: found };
}

function words(rest: Piece, line: LogicalLine, escape: EscapeCharacter): NodeArguments {
  const found = quotedWords(rest.text, escape, rest.offset).map((piece) => word(piece, line));
  return found.length === 0 ? none : { kind: 'words', words: found };
}

function json(rest: Piece, line: LogicalLine): NodeArguments | undefined {
  const range = line.range(rest.offset, rest.text.length);
  const strings = parseJsonStrings(rest.text);
  if (strings === undefined) return undefined;
  return { kind: 'json', words: strings.map((value) => ({ text: value, range })) };
}

function jsonOrText(rest: Piece, line: LogicalLine): NodeArguments {
  return json(rest, line) ?? text(rest, line);
}

function jsonOrWords(rest: Piece, line: LogicalLine): NodeArguments {
  return json(rest, line) ?? blankWords(rest, line);
}

function health(rest: Piece, line: LogicalLine): NodeArguments {
  let end = 0;
  while (end < rest.text.length && !isSpace(rest.text.charAt(end))) end += 1;
  if (end === 0) return none;
  const start = skipSpaces(rest.text, end);
  const command = { text: rest.text.slice(start), offset: rest.offset + start };
  return {
    kind: 'health',
    type: word({ text: rest.text.slice(0, end), offset: rest.offset }, line),
    command: jsonOrText(command, line),
  };
}

/** `KEY=value …`, or the old `KEY the rest`; whether the first word has a `=` decides. */
function pairs(
  instruction: string,
  rest: Piece,
  line: LogicalLine,
  escape: EscapeCharacter,
): NodeArguments {
  const found = quotedWords(rest.text, escape, rest.offset);
  const first = found[0];
  if (first === undefined) return none;
  if (!first.text.includes('='))
    return { kind: 'pairs', pairs: [oldPair(instruction, rest, line)] };
  return { kind: 'pairs', pairs: found.map((piece) => pair(piece, line)) };
}

function pair(piece: Piece, line: LogicalLine): Pair {
  const range = line.range(piece.offset, piece.text.length);
  const equals = piece.text.indexOf('=');
  if (equals === -1) {
    throw new DarkroomError(
      'DOCKERFILE_SYNTAX',
      `Syntax error - can't find = in ${JSON.stringify(piece.text)}. Must be of the form: name=value`,
      { range, data: { word: piece.text }, hint: 'Put a value with spaces in quotes.' },
    );
  }
  return {
    key: piece.text.slice(0, equals),
    value: piece.text.slice(equals + 1),
    delimited: true,
    range,
  };
}

function oldPair(instruction: string, rest: Piece, line: LogicalLine): Pair {
  let end = 0;
  while (end < rest.text.length && !isBlank(rest.text.charAt(end))) end += 1;
  let start = end;
  while (start < rest.text.length && isBlank(rest.text.charAt(start))) start += 1;
  const range = line.range(rest.offset, rest.text.length);
  if (start === end) {
    throw new DarkroomError('DOCKERFILE_SYNTAX', `${instruction} must have two arguments`, {
      range,
      data: { key: rest.text },
      hint: `Write ${instruction} ${rest.text}=value.`,
    });
  }
  return { key: rest.text.slice(0, end), value: rest.text.slice(start), delimited: false, range };
}
