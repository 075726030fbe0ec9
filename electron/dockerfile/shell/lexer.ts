import type { EscapeCharacter } from '../parser/nodes';
import { Cursor } from './cursor';
import type { Environment } from './expand';
import { expansionError, maximumNesting } from './limits';
import { replacePattern, trimPrefix, trimSuffix } from './pattern';
import { TextCollector } from './text-collector';

export interface LexerMode {
  /** Leaves quotes in the result. */
  readonly keepQuotes?: boolean;
  /** Leaves escape characters in the result. */
  readonly keepEscapes?: boolean;
  /** Quotes mean nothing: for the content of here-documents. */
  readonly ignoreQuotes?: boolean;
  /** `$NAME` of an unset variable stays as written. */
  readonly keepUnset?: boolean;
}

const specialParameters = new Set('@*#?-$!0');
const digit = /^\p{Nd}$/u;
const letter = /^[\p{L}_]$/u;

/** The expansion of one text by the rules of BuildKit, which imitate those of `sh` word by word. */
export class Lexer {
  readonly used = new Set<string>();
  readonly unset = new Set<string>();
  private readonly cursor: Cursor;
  private nesting = 0;

  constructor(
    text: string,
    private readonly environment: Environment,
    private readonly escape: EscapeCharacter,
    private readonly mode: LexerMode,
  ) {
    this.cursor = new Cursor(text);
  }

  run(): TextCollector {
    return this.process('', this.mode.keepEscapes === true);
  }

  /** Processes up to `stop`, which is taken, or to the end when `stop` is ''. */
  private process(stop: string, keepEscapes: boolean): TextCollector {
    this.nesting += 1;
    if (this.nesting > maximumNesting) {
      throw expansionError(`substitutions are nested more than ${maximumNesting} levels deep`);
    }
    const result = new TextCollector();
    while (!this.cursor.atEnd) {
      const character = this.cursor.peek();
      if (stop !== '' && character === stop) {
        this.cursor.next();
        this.nesting -= 1;
        return result;
      }
      this.processOne(character, stop, keepEscapes, result);
    }
    if (stop !== '') {
      throw expansionError(`syntax error: missing '${stop}'`, 'Close the substitution.');
    }
    this.nesting -= 1;
    return result;
  }

  private processOne(
    character: string,
    stop: string,
    keepEscapes: boolean,
    result: TextCollector,
  ): void {
    if (character === '$') {
      result.add(this.dollar());
    } else if (character === "'" && this.mode.ignoreQuotes !== true) {
      result.addQuoted(this.singleQuoted());
    } else if (character === '"' && this.mode.ignoreQuotes !== true) {
      result.addQuoted(this.doubleQuoted(keepEscapes));
    } else if (character === this.escape) {
      this.cursor.next();
      if (keepEscapes) result.addQuoted(character);
      result.addQuoted(this.cursor.next());
    } else {
      result.add(this.cursor.next());
      result.add(this.cursor.takeWhile((other) => other !== stop && !this.isSpecial(other)));
    }
  }

  private isSpecial(character: string): boolean {
    return character === '$' || character === "'" || character === '"' || character === this.escape;
  }

  /** Nothing is special between single quotes, not even an escape. */
  private singleQuoted(): string {
    const quote = this.cursor.next();
    const content = this.cursor.takeWhile((character) => character !== "'");
    if (this.cursor.next() === '') {
      throw expansionError(
        'unexpected end of statement while looking for matching single-quote',
        'A backslash does not escape inside single quotes.',
      );
    }
    return this.mode.keepQuotes === true ? quote + content + quote : content;
  }

  /** Between double quotes variables work, and an escape before `"`, `$` and itself. */
  private doubleQuoted(keepEscapes: boolean): string {
    const quote = this.cursor.next();
    const content: string[] = [];
    while (this.cursor.peek() !== '"') {
      if (this.cursor.atEnd) {
        throw expansionError('unexpected end of statement while looking for matching double-quote');
      }
      content.push(this.insideDoubleQuotes(keepEscapes));
    }
    this.cursor.next();
    const text = content.join('');
    return this.mode.keepQuotes === true ? quote + text + quote : text;
  }

  private insideDoubleQuotes(keepEscapes: boolean): string {
    if (this.cursor.peek() === '$') return this.dollar();
    const character = this.cursor.next();
    if (character !== this.escape) return character;
    const kept = keepEscapes ? character : '';
    const next = this.cursor.peek();
    if (next === '') return kept;
    const isEscaped = next === '"' || next === '$' || next === this.escape;
    return kept + (isEscaped ? this.cursor.next() : character);
  }

  private dollar(): string {
    this.cursor.next();
    if (this.cursor.peek() === '{') return this.braced();
    const name = this.name();
    if (name === '') return '$';
    const value = this.value(name);
    if (value === undefined) return this.mode.keepUnset === true ? `$${name}` : '';
    return value;
  }

  private braced(): string {
    this.cursor.next();
    const first = this.cursor.peek();
    if (first === '') throw expansionError("syntax error: missing '}'", 'Close the substitution.');
    if (first === '{' || first === '}' || first === ':') {
      throw expansionError('syntax error: bad substitution', 'A name must follow ${.');
    }
    const name = this.name();
    const modifier = this.cursor.next();
    switch (modifier) {
      case '}':
        return this.value(name) ?? (this.mode.keepUnset === true ? `\${${name}}` : '');
      case ':':
        return this.modified(name, modifier + this.cursor.next());
      case '/':
        return this.replaced(name);
      case '':
        throw expansionError("syntax error: missing '}'", 'Close the substitution.');
      default:
        return this.modified(name, modifier);
    }
  }

  /** `${name-word}` and its relatives; a colon makes an empty value count as unset. */
  private modified(name: string, modifier: string): string {
    const isTrim = modifier === '#' || modifier === '%';
    if (!isTrim && !/^:?[-+?]$/.test(modifier)) {
      throw expansionError(
        `unsupported modifier (${modifier}) in substitution`,
        'The modifiers are :- :+ :? - + ? # ## % %% / and //.',
      );
    }
    const word = this.process('}', isTrim).text;
    const value = this.value(name);
    if (value === undefined && this.mode.keepUnset === true) return `\${${name}${modifier}${word}}`;
    if (isTrim) return this.trimmed(modifier, word, value ?? '');
    const isMissing = value === undefined || (modifier.startsWith(':') && value === '');
    switch (modifier.slice(-1)) {
      case '-':
        return isMissing ? word : value;
      case '+':
        return isMissing ? '' : word;
      default:
        if (!isMissing) return value;
        throw expansionError(
          `${name}: ${word === '' ? `is not allowed to be ${value === undefined ? 'unset' : 'empty'}` : word}`,
          `Give ${name} a value, with ARG, ENV or --build-arg.`,
        );
    }
  }

  private trimmed(modifier: string, word: string, value: string): string {
    const isLongest = word.startsWith(modifier);
    const pattern = isLongest ? word.slice(1) : word;
    return modifier === '#'
      ? trimPrefix(pattern, value, isLongest)
      : trimSuffix(pattern, value, isLongest);
  }

  private replaced(name: string): string {
    const isAll = this.cursor.peek() === '/';
    if (isAll) this.cursor.next();
    const pattern = this.process('/', true).text;
    const replacement = this.process('}', true).text;
    const value = this.value(name);
    if (value === undefined && this.mode.keepUnset === true) {
      return `\${${name}/${isAll ? '/' : ''}${pattern}/${replacement}}`;
    }
    return replacePattern(pattern, replacement, value ?? '', isAll);
  }

  /** Letters, digits and `_`; or digits only; or one of the special parameters. */
  private name(): string {
    const first = this.cursor.peek();
    if (digit.test(first)) return this.cursor.takeWhile((character) => digit.test(character));
    if (specialParameters.has(first)) return this.cursor.next();
    return this.cursor.takeWhile((character) => letter.test(character) || digit.test(character));
  }

  private value(name: string): string | undefined {
    const value = this.environment.get(name);
    (value === undefined ? this.unset : this.used).add(name);
    return value;
  }
}
