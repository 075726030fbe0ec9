import { UsageError } from '../command';

export type Token =
  | { readonly kind: 'field'; readonly path: ReadonlyArray<string> }
  | { readonly kind: 'variable'; readonly name: string; readonly path: ReadonlyArray<string> }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'sign'; readonly text: '(' | ')' | '|' | ',' | ':=' | '=' };

/** A piece of a template: text between actions, or an action's tokens. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly tokens: ReadonlyArray<Token>; readonly source: string };

/** Cuts a template into text and actions; `{{-` and `-}}` trim the text beside them (text/template). */
export function readPieces(template: string): ReadonlyArray<Piece> {
  const pieces: Piece[] = [];
  let trimNext = false;
  let at = 0;
  const addText = (text: string, trimEnd: boolean) => {
    const start = trimNext ? text.trimStart() : text;
    const whole = trimEnd ? start.trimEnd() : start;
    if (whole !== '') pieces.push({ kind: 'text', text: whole });
  };
  for (;;) {
    const open = template.indexOf('{{', at);
    if (open === -1) {
      addText(template.slice(at), false);
      return pieces;
    }
    const trims = /^\{\{-\s/.test(template.slice(open, open + 4));
    addText(template.slice(at, open), trims);
    const start = open + (trims ? 3 : 2);
    const close = closeOf(template, start);
    const inner = template.slice(start, close);
    trimNext = /\s-$/.test(inner);
    const source = (trimNext ? inner.slice(0, -1) : inner).trim();
    if (!/^\/\*[\s\S]*\*\/$/.test(source)) {
      pieces.push({ kind: 'action', tokens: tokensOf(source), source });
    }
    at = close + 2;
  }
}

/** Where the action ends: `}}` within quotation marks is text. */
function closeOf(template: string, start: number): number {
  const pattern = /"(?:[^"\\]|\\.)*"|`[^`]*`|\}\}/g;
  pattern.lastIndex = start;
  for (;;) {
    const match = pattern.exec(template);
    if (match === null) throw new UsageError('template parsing error: template: unclosed action');
    if (match[0] === '}}') return match.index;
  }
}

const pattern =
  /\s+|(?<text>"(?:[^"\\]|\\.)*"|`[^`]*`)|(?<number>-?\d+(?:\.\d+)?)|(?<variable>\$[A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)|(?<field>(?:\.[A-Za-z0-9_]+)+|\.)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<sign>:=|[()|,=])/y;

function tokensOf(source: string): ReadonlyArray<Token> {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < source.length) {
    const from = pattern.lastIndex;
    const groups = pattern.exec(source)?.groups;
    if (groups === undefined) {
      const character = source.charAt(from);
      throw new UsageError(
        `template parsing error: template: unexpected ${JSON.stringify(character)} in {{${source}}}`,
      );
    }
    const token = tokenOf(groups);
    if (token !== null) tokens.push(token);
  }
  return tokens;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token | null {
  const { text, number, variable, field, word, sign } = groups;
  if (text !== undefined) return { kind: 'text', text: unquoted(text) };
  if (number !== undefined) return { kind: 'number', value: Number(number) };
  if (variable !== undefined) {
    const [name = '$', ...path] = variable.split('.');
    return { kind: 'variable', name, path };
  }
  if (field !== undefined) {
    return { kind: 'field', path: field.split('.').filter((part) => part !== '') };
  }
  if (word !== undefined) return { kind: 'word', text: word };
  if (sign !== undefined) return { kind: 'sign', text: sign as '(' };
  return null;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

function unquoted(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  return text.slice(1, -1).replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}
