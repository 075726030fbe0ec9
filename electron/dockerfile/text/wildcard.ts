/** True when BuildKit takes the text for a pattern: `*`, `?` or `[` without a backslash before it. */
export function hasWildcard(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '*' || character === '?' || character === '[') return true;
  }
  return false;
}

/** False for a pattern with an open class, or a backslash at its end. */
export function isWildcard(pattern: string): boolean {
  return tokenize([...pattern]) !== null;
}

/**
 * Go's `filepath.Match`: `*` and `?` do not cross a slash, `[a-z]` and `[^a-z]` are classes, a backslash
 * takes the next character literally. A malformed pattern matches nothing. Linear: a `*` only ever
 * goes back to the last one.
 */
export function matchWildcard(pattern: string, text: string): boolean {
  const tokens = tokenize([...pattern]);
  if (tokens === null) return false;
  const characters = [...text];
  let token = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < characters.length) {
    const current = tokens[token];
    const character = characters[at] ?? '';
    if (current?.kind === 'star') {
      star = token;
      starAt = at;
      token += 1;
    } else if (current !== undefined && matches(current, character)) {
      token += 1;
      at += 1;
    } else if (star >= 0 && characters[starAt] !== '/') {
      starAt += 1;
      at = starAt;
      token = star + 1;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === 'star') token += 1;
  return token === tokens.length;
}

type Token =
  | { readonly kind: 'star' }
  | { readonly kind: 'any' }
  | { readonly kind: 'one'; readonly character: string }
  | {
      readonly kind: 'class';
      readonly negated: boolean;
      readonly ranges: ReadonlyArray<readonly [string, string]>;
    };

function matches(token: Token, character: string): boolean {
  if (token.kind === 'one') return token.character === character;
  if (character === '/') return false;
  if (token.kind !== 'class') return token.kind === 'any';
  const value = character.codePointAt(0) ?? 0;
  const inside = token.ranges.some(
    ([low, high]) => (low.codePointAt(0) ?? 0) <= value && value <= (high.codePointAt(0) ?? 0),
  );
  return inside !== token.negated;
}

function tokenize(pattern: ReadonlyArray<string>): ReadonlyArray<Token> | null {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index] ?? '';
    if (character === '*') tokens.push({ kind: 'star' });
    else if (character === '?') tokens.push({ kind: 'any' });
    else if (character === '\\') {
      index += 1;
      const literal = pattern[index];
      if (literal === undefined) return null;
      tokens.push({ kind: 'one', character: literal });
    } else if (character === '[') {
      const parsed = parseClass(pattern, index + 1);
      if (parsed === null) return null;
      tokens.push(parsed.token);
      index = parsed.end;
    } else tokens.push({ kind: 'one', character });
  }
  return tokens;
}

function parseClass(
  pattern: ReadonlyArray<string>,
  start: number,
): { token: Token; end: number } | null {
  let index = start;
  const negated = pattern[index] === '^';
  if (negated) index += 1;
  const ranges: Array<readonly [string, string]> = [];
  while (!(pattern[index] === ']' && ranges.length > 0)) {
    const low = classCharacter(pattern, index);
    if (low === null) return null;
    index = low.next;
    let high = low;
    if (pattern[index] === '-') {
      const parsed = classCharacter(pattern, index + 1);
      if (parsed === null) return null;
      high = parsed;
      index = parsed.next;
    }
    ranges.push([low.character, high.character]);
  }
  return { token: { kind: 'class', negated, ranges }, end: index };
}

function classCharacter(
  pattern: ReadonlyArray<string>,
  index: number,
): { readonly character: string; readonly next: number } | null {
  let at = index;
  let character = pattern[at];
  if (character === undefined || character === '-' || character === ']') return null;
  if (character === '\\') {
    at += 1;
    character = pattern[at];
    if (character === undefined) return null;
  }
  return { character, next: at + 1 };
}
