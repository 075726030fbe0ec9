import { escapedElement } from './escaped-element';

/** A character class `[a-z]`, as ranges of code points. */
interface CharacterClass {
  readonly kind: 'class';
  readonly ranges: ReadonlyArray<readonly [number, number]>;
  readonly isNegated: boolean;
}

type GlobElement =
  | { readonly kind: 'literal'; readonly code: number }
  /** `?`: one character but `/`. */
  | { readonly kind: 'one' }
  /** `*`: any characters but `/`. */
  | { readonly kind: 'many' }
  /** `**` at the end: anything. */
  | { readonly kind: 'anything' }
  /** `**` before something: nothing, or anything up to a `/`. */
  | { readonly kind: 'folders' }
  | CharacterClass;

export interface Glob {
  readonly elements: ReadonlyArray<GlobElement>;
  /** Literal text that every match starts with: a fast way to say no. */
  readonly prefix: string;
  /** Literal text that every match ends with. */
  readonly suffix: string;
}

/** Nothing when the pattern is malformed: an open bracket, or a backslash at the end. */
export function parseGlob(pattern: string): Glob | undefined {
  const codes = Array.from(pattern, (character) => character.codePointAt(0) ?? 0);
  const elements: GlobElement[] = [];
  let index = 0;
  while (index < codes.length) {
    const code = codes[index] ?? 0;
    const next = codes[index + 1];
    if (code === star && next === star) {
      const isSuffixOnly = index === 0 && codes[2] !== slash && isLiteral(codes.slice(2));
      index += codes[index + 2] === slash ? 3 : 2;
      const isLast = index >= codes.length;
      elements.push({ kind: isLast || isSuffixOnly ? 'anything' : 'folders' });
    } else if (code === star) {
      elements.push({ kind: 'many' });
      index += 1;
    } else if (code === question) {
      elements.push({ kind: 'one' });
      index += 1;
    } else if (code === backslash) {
      const escaped = escapedElement(next);
      if (escaped === undefined) return undefined;
      elements.push(escaped);
      index += 2;
    } else if (code === openBracket) {
      const found = parseClass(codes, index + 1);
      if (found === undefined) return undefined;
      elements.push(found.element);
      index = found.next;
    } else {
      elements.push({ kind: 'literal', code });
      index += 1;
    }
  }
  return { elements, prefix: literalStart(elements), suffix: literalEnd(elements) };
}

/** `**name` without anything else special matches whatever ends in `name`. */
function isLiteral(codes: ReadonlyArray<number>): boolean {
  return !codes.some((code) =>
    [star, question, backslash, openBracket, closeBracket].includes(code),
  );
}

const star = 0x2a;
const slash = 0x2f;
const question = 0x3f;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const caret = 0x5e;
const dash = 0x2d;

function parseClass(
  codes: ReadonlyArray<number>,
  start: number,
): { readonly element: CharacterClass; readonly next: number } | undefined {
  const isNegated = codes[start] === caret;
  const ranges: Array<readonly [number, number]> = [];
  let index = isNegated ? start + 1 : start;
  while (codes[index] !== closeBracket || ranges.length === 0) {
    const low = parseMember(codes, index);
    if (low === undefined) return undefined;
    index = low.next;
    if (codes[index] !== dash) {
      ranges.push([low.code, low.code]);
      continue;
    }
    const high = parseMember(codes, index + 1);
    if (high === undefined) return undefined;
    if (low.code > high.code) return undefined;
    ranges.push([low.code, high.code]);
    index = high.next;
  }
  return { element: { kind: 'class', ranges, isNegated }, next: index + 1 };
}

/** A member of a class: any character but `-` and `]`, unless a backslash stands before it. */
function parseMember(
  codes: ReadonlyArray<number>,
  index: number,
): { readonly code: number; readonly next: number } | undefined {
  const code = codes[index];
  if (code === undefined || code === dash || code === closeBracket) return undefined;
  if (code !== backslash) return { code, next: index + 1 };
  const escaped = escapedElement(codes[index + 1]);
  return escaped?.kind !== 'literal' ? undefined : { code: escaped.code, next: index + 2 };
}

/**
 * True when the glob matches the whole of `path`. All ways to match are followed at once, in time
 * proportional to the product of the lengths, whatever the pattern.
 */
export function matchGlob(glob: Glob, path: string): boolean {
  if (!path.startsWith(glob.prefix) || !path.endsWith(glob.suffix)) return false;
  const reached = walk(glob, path);
  return reached[glob.elements.length] === 1;
}

/** True when the glob may match a path below the folder `path`. */
export function mayMatchBelow(glob: Glob, path: string): boolean {
  const reached = walk(glob, `${path}/`);
  return reached.subarray(0, glob.elements.length).includes(1);
}

/** The places in the glob that can be reached by reading `path`. */
function walk(glob: Glob, path: string): Uint8Array {
  const { elements } = glob;
  let reached = new Uint8Array(elements.length + 1);
  enter(elements, reached, 0);
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    const next = new Uint8Array(elements.length + 1);
    elements.forEach((element, place) => {
      if (reached[place] === 1) step(elements, next, place, element, code);
    });
    reached = next;
  }
  return reached;
}

/** Marks a place, and those behind it that need no further character. */
function enter(elements: ReadonlyArray<GlobElement>, reached: Uint8Array, place: number): void {
  for (let index = place; ; index += 1) {
    reached[index] = 1;
    const kind = elements[index]?.kind;
    if (kind !== 'many' && kind !== 'anything' && kind !== 'folders') return;
  }
}

function step(
  elements: ReadonlyArray<GlobElement>,
  next: Uint8Array,
  place: number,
  element: GlobElement,
  code: number,
): void {
  switch (element.kind) {
    case 'anything':
      return enter(elements, next, place);
    case 'many':
      return code === slash ? undefined : enter(elements, next, place);
    case 'folders':
      // Inside `**` the way on opens only behind a slash.
      next[place] = 1;
      return code === slash ? enter(elements, next, place + 1) : undefined;
    default:
      return accepts(element, code) ? enter(elements, next, place + 1) : undefined;
  }
}

function accepts(
  element: Exclude<GlobElement, { readonly kind: 'many' | 'anything' | 'folders' }>,
  code: number,
): boolean {
  switch (element.kind) {
    case 'literal':
      return code === element.code;
    case 'one':
      return code !== slash;
    case 'class': {
      const isInside = element.ranges.some(([low, high]) => low <= code && code <= high);
      return isInside !== element.isNegated;
    }
  }
}

/** The literal characters before the first element that is none. */
function literalStart(elements: ReadonlyArray<GlobElement>): string {
  const end = elements.findIndex((element) => element.kind !== 'literal');
  return literals(end === -1 ? elements : elements.slice(0, end));
}

/** The literal characters behind the last element that is none. */
function literalEnd(elements: ReadonlyArray<GlobElement>): string {
  let start = elements.length;
  while (start > 0 && elements[start - 1]?.kind === 'literal') start -= 1;
  return literals(elements.slice(start));
}

function literals(elements: ReadonlyArray<GlobElement>): string {
  return elements
    .map((element) => (element.kind === 'literal' ? String.fromCodePoint(element.code) : ''))
    .join('');
}
