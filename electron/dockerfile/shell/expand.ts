import type { EscapeCharacter } from '../parser/nodes';
import { Lexer, type LexerMode } from './lexer';

/** Variables by name. An entry with an empty value is set; a missing one is unset. */
export type Environment = ReadonlyMap<string, string>;

export interface ExpandOptions extends LexerMode {
  /** `# escape=`; the backslash when nothing is said. */
  readonly escape?: EscapeCharacter;
}

/** The text with its variables replaced, and which variables it asked for. */
export interface Expansion {
  readonly text: string;
  /** Names that had a value, for cache keys. */
  readonly used: ReadonlySet<string>;
  /** Names that had none. */
  readonly unset: ReadonlySet<string>;
}

export interface WordsExpansion extends Omit<Expansion, 'text'> {
  readonly words: ReadonlyArray<string>;
}

/**
 * Replaces variables and takes off quotes and escapes; spaces stay. Throws DOCKERFILE_EXPANSION
 * without a range: the caller knows where the text stands.
 */
export function expandWord(
  text: string,
  environment: Environment,
  options: ExpandOptions = {},
): Expansion {
  const lexer = new Lexer(text, environment, options.escape ?? '\\', options);
  const result = lexer.run();
  return { text: result.text, used: lexer.used, unset: lexer.unset };
}

/** Like {@link expandWord}, then splits at the spaces that no quote protects. */
export function expandWords(
  text: string,
  environment: Environment,
  options: ExpandOptions = {},
): WordsExpansion {
  const lexer = new Lexer(text, environment, options.escape ?? '\\', options);
  const result = lexer.run();
  return { words: result.words, used: lexer.used, unset: lexer.unset };
}
