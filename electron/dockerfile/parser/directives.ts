import { DarkroomError, type SourceRange } from '../../../shared/errors';
import { isSpace, skipSpaces, trimEndSpaces } from '../text/characters';
import type { Directive, DirectiveName, EscapeCharacter } from './nodes';

const directiveNames: ReadonlyArray<DirectiveName> = ['syntax', 'escape', 'check'];

/** Reads `name=value` after a comment sign; nothing when the text is no directive we know. */
export function parseDirective(
  text: string,
): { readonly name: DirectiveName; readonly value: string } | undefined {
  const start = skipSpaces(text);
  const equals = text.indexOf('=', start);
  if (equals === -1) return undefined;
  const name = trimEndSpaces(text.slice(start, equals)).toLowerCase();
  const value = text.slice(skipSpaces(text, equals + 1));
  const known = directiveNames.find((candidate) => candidate === name);
  if (known === undefined || value === '') return undefined;
  return { name: known, value: trimEndSpaces(value) };
}

/**
 * Collects directives from the top of a file. The first line that is not one ends them for good.
 * Each may stand only once. Behind a first line with `#!` only `syntax` and `check` count, because
 * those are looked up before the file is parsed.
 */
export class DirectiveReader {
  readonly directives: Directive[] = [];
  escape: EscapeCharacter = '\\';
  private done = false;
  private isFirstLine = true;
  private hasShebang = false;

  /** True when the line, without leading white space, is a directive. */
  read(line: string, range: SourceRange): boolean {
    if (this.done) return false;
    if (this.isFirstLine && line.startsWith('#!')) this.hasShebang = true;
    const isShebang = this.isFirstLine && this.hasShebang;
    this.isFirstLine = false;
    if (isShebang) return false;
    const found = line.startsWith('#') ? parseDirective(line.slice(1)) : undefined;
    if (found === undefined || (found.name === 'escape' && this.hasShebang)) {
      this.done = true;
      return false;
    }
    if (this.directives.some((directive) => directive.name === found.name)) {
      throw new DarkroomError(
        'DOCKERFILE_SYNTAX',
        `only one ${found.name} parser directive can be used`,
        { range, data: { directive: found.name }, hint: 'Remove one of the two.' },
      );
    }
    this.directives.push({ ...found, range });
    if (found.name === 'escape') this.setEscape(found.value, range);
    return true;
  }

  private setEscape(value: string, range: SourceRange): void {
    if (value !== '\\' && value !== '`') {
      throw new DarkroomError(
        'DOCKERFILE_SYNTAX',
        `invalid escape token '${value}' does not match \` or \\`,
        { range, data: { value }, hint: 'Only the backslash and the backtick can escape.' },
      );
    }
    this.escape = value;
  }
}

/** What stands before the first space: `docker/dockerfile:1 # note` names `docker/dockerfile:1`. */
export function firstWord(value: string): string {
  let end = 0;
  while (end < value.length && !isSpace(value.charAt(end))) end += 1;
  return value.slice(0, end);
}
