const named: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A text as Go's `%q` writes it. */
export function goQuote(text: string): string {
  return quoted(text, '"');
}

/** A whole number as `%q` writes it: the character of that number, in single quotes. */
export function goQuoteNumber(value: number): string {
  const isCharacter = value >= 0 && value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
  return quoted(String.fromCodePoint(isCharacter ? value : 0xfffd), "'");
}

/** A list of texts as `%q` writes it: `["a" "b"]`. */
export function goQuoteList(values: ReadonlyArray<string>): string {
  return `[${values.map(goQuote).join(' ')}]`;
}

/** A list of texts as `%v` writes it: `[a b]`. */
export function goList(values: ReadonlyArray<string>): string {
  return `[${values.join(' ')}]`;
}

function quoted(text: string, quote: string): string {
  return quote + Array.from(text, (character) => escape(character, quote)).join('') + quote;
}

function escape(character: string, quote: string): string {
  if (character === quote) return `\\${quote}`;
  const name = named.get(character);
  if (name !== undefined) return name;
  if (printable.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
