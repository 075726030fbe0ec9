import { checkExpansionLength, expansionError, maximumMatchSteps } from './limits';

type PatternElement =
  | { readonly kind: 'literal'; readonly character: string }
  /** `?`: any character but a line feed. */
  | { readonly kind: 'one' }
  /** `*`: any number of characters but line feeds. */
  | { readonly kind: 'many' };

/** Cuts the shortest or longest match of `pattern` off the start of `value`. */
export function trimPrefix(pattern: string, value: string, isLongest: boolean): string {
  return trim(parsePattern(pattern), Array.from(value), isLongest).join('');
}

/** Cuts the shortest or longest match of `pattern` off the end of `value`. */
export function trimSuffix(pattern: string, value: string, isLongest: boolean): string {
  const elements = [...parsePattern(pattern)].reverse();
  return trim(elements, Array.from(value).reverse(), isLongest).reverse().join('');
}

function trim(
  elements: ReadonlyArray<PatternElement>,
  value: ReadonlyArray<string>,
  isLongest: boolean,
): string[] {
  const end = new Matcher(elements, value).matchAt(0, isLongest);
  return value.slice(end ?? 0);
}

/**
 * Replaces the first match of `pattern`, or every one, each as long as it can be. With `isAll`, a
 * `$` in the replacement has the meaning that Go's templates give it: see {@link fillTemplate}.
 */
export function replacePattern(
  pattern: string,
  replacement: string,
  value: string,
  isAll: boolean,
): string {
  const characters = Array.from(value);
  const matcher = new Matcher(parsePattern(pattern), characters);
  const result: string[] = [];
  let length = 0;
  let position = 0;
  let isAfterMatch = false;
  while (position <= characters.length) {
    const end = matcher.matchAt(position, true);
    // An empty match directly behind another match is none, as in every regular expression engine.
    if (end !== undefined && !(end === position && isAfterMatch)) {
      const match = characters.slice(position, end).join('');
      const text = isAll ? fillTemplate(replacement, match) : replacement;
      length += text.length;
      checkExpansionLength(length);
      result.push(text);
      if (!isAll) return result.join('') + characters.slice(end).join('');
    }
    if (end !== undefined && end > position) {
      position = end;
      isAfterMatch = true;
      continue;
    }
    isAfterMatch = false;
    const character = characters[position] ?? '';
    length += character.length;
    result.push(character);
    position += 1;
  }
  checkExpansionLength(length);
  return result.join('');
}

/** `$0` is the match, `$$` a dollar, and any other `$name` or `${name}` a group that is not there. */
function fillTemplate(template: string, match: string): string {
  if (!template.includes('$')) return template;
  return template.replace(
    /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (whole: string, plain: string | undefined, braced: string | undefined) => {
      if (whole === '$$') return '$';
      return /^0+$/.test(plain ?? braced ?? '') ? match : '';
    },
  );
}

/**
 * `*` and `?` as in file names, without brackets. A backslash takes the meaning from `*`, `?` and
 * itself, and lets `}` and `/` stand in a substitution.
 */
function parsePattern(pattern: string): ReadonlyArray<PatternElement> {
  const elements: PatternElement[] = [];
  const characters = Array.from(pattern);
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    if (character === '*') {
      if (elements[elements.length - 1]?.kind !== 'many') elements.push({ kind: 'many' });
    } else if (character === '?') {
      elements.push({ kind: 'one' });
    } else if (character === '\\') {
      index += 1;
      elements.push({ kind: 'literal', character: escaped(characters[index], pattern) });
    } else {
      elements.push({ kind: 'literal', character });
    }
  }
  return elements;
}

function escaped(character: string | undefined, pattern: string): string {
  if (character !== undefined && '*?\\}/'.includes(character)) return character;
  throw expansionError(
    `invalid pattern (${pattern}) in substitution: invalid escape '\\${character ?? ''}'`,
    'A backslash may stand before *, ?, } and / and before another backslash.',
  );
}

/** Matches by following all possibilities at once, so no pattern takes exponential time. */
class Matcher {
  private steps = 0;

  constructor(
    private readonly elements: ReadonlyArray<PatternElement>,
    private readonly value: ReadonlyArray<string>,
  ) {}

  /** End of the shortest or longest match that starts at `start`. */
  matchAt(start: number, isLongest: boolean): number | undefined {
    let reached: ReadonlyArray<number> = [start];
    for (const element of this.elements) {
      reached = element.kind === 'many' ? this.afterMany(reached) : this.afterOne(element, reached);
      if (reached.length === 0) return undefined;
    }
    return isLongest ? reached[reached.length - 1] : reached[0];
  }

  private afterOne(element: PatternElement, reached: ReadonlyArray<number>): number[] {
    this.count(reached.length);
    return reached
      .filter((position) => this.accepts(element, this.value[position]))
      .map((position) => position + 1);
  }

  private accepts(element: PatternElement, character: string | undefined): boolean {
    if (character === undefined) return false;
    return element.kind === 'literal' ? character === element.character : character !== '\n';
  }

  private afterMany(reached: ReadonlyArray<number>): number[] {
    const result: number[] = [];
    let next = -1;
    for (const start of reached) {
      if (start < next) continue;
      for (next = start; ; next += 1) {
        result.push(next);
        if (next >= this.value.length || this.value[next] === '\n') break;
      }
      next += 1;
    }
    this.count(result.length);
    return result;
  }

  private count(steps: number): void {
    this.steps += steps + 1;
    if (this.steps <= maximumMatchSteps) return;
    throw expansionError('the pattern is too expensive to match on a value of this length');
  }
}
