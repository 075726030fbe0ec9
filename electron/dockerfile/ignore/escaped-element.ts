/** What a backslash makes of a character. */
export type EscapedElement =
  | { readonly kind: 'literal'; readonly code: number }
  | {
      readonly kind: 'class';
      readonly ranges: ReadonlyArray<readonly [number, number]>;
      readonly isNegated: boolean;
    };

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };
const digits = [[0x30, 0x39]] as const;
const spaces = [
  [0x09, 0x0a],
  [0x0c, 0x0d],
  [0x20, 0x20],
] as const;
const words = [...digits, [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]] as const;
const classes = new Map<string, ReadonlyArray<readonly [number, number]>>([
  ['d', digits],
  ['s', spaces],
  ['w', words],
]);

/**
 * The character or class behind a backslash. moby/patternmatcher hands a pattern on to Go's regular
 * expressions, so that a letter means what it means there (RE2 syntax: `\t` is a tab, `\d` a digit)
 * and everything else means itself. Undefined where that is malformed, or no single character.
 */
export function escapedElement(code: number | undefined): EscapedElement | undefined {
  if (code === undefined) return undefined;
  const character = String.fromCodePoint(code);
  if (!/[0-9A-Za-z]/.test(character)) return { kind: 'literal', code };
  const control = controls[character];
  if (control !== undefined) return { kind: 'literal', code: control };
  const ranges = classes.get(character.toLowerCase());
  if (ranges === undefined) return undefined;
  return { kind: 'class', ranges, isNegated: character !== character.toLowerCase() };
}
