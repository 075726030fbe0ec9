/**
 * Splits what people type as a command into its words: spaces part, quotes keep together, a
 * backslash takes the next character as it is. An open quote ends with the text.
 */
export function splitCommand(text: string): ReadonlyArray<string> {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (quote !== null) {
      if (character === quote) quote = null;
      else if (character === '\\' && quote === '"' && /["\\$`]/.test(text[index + 1] ?? '')) {
        index += 1;
        word += text[index] ?? '';
      } else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\' && index + 1 < text.length) {
      index += 1;
      word = (word ?? '') + (text[index] ?? '');
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) words.push(word);
  return words;
}

/** Words as one would type them. */
export function joinCommand(words: ReadonlyArray<string>): string {
  return words
    .map((word) => {
      if (word !== '' && /^[\w@%+=:,./-]+$/.test(word)) return word;
      if (!/["\\$`]/.test(word)) return `"${word}"`;
      return `'${word.replaceAll("'", `'\\''`)}'`;
    })
    .join(' ');
}

/** A Dockerfile CMD in exec form; '' for no command. */
export function asCmdInstruction(text: string): string {
  const words = splitCommand(text);
  return words.length === 0 ? '' : `CMD ${JSON.stringify(words)}`;
}
