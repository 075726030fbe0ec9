import { parseDuration } from '../../shared/text/duration';
import { UsageError } from './command';
import type { FlagValues } from './flags';

/** The wording that docker's command line has for a value it cannot take. */
export function invalid(flag: string, text: string, reason: string): UsageError {
  return new UsageError(`invalid argument "${text}" for "--${flag}" flag: ${reason}`);
}

export function wholeNumber(flag: string, text: string, least = 0): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw invalid(flag, text, 'a whole number is needed');
}

const unitLetters = 'bkmgtp';

/**
 * A size as docker reads it (go-units' RAMInBytes): `512m`, `1.5g`, `64KiB`, or bytes.
 * @returns null when it is none.
 */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?) ?([bkmgtp])?(?:i?b)?$/i.exec(text);
  if (match === null) return null;
  const power = Math.max(0, unitLetters.indexOf((match[2] ?? 'b').toLowerCase()));
  return Math.trunc(Number(match[1]) * 1024 ** power);
}

export function size(flag: string, text: string): number {
  const value = parseSize(text);
  if (value === null) throw invalid(flag, text, `invalid size: '${text}'`);
  return value;
}

/** In nanoseconds, as Docker's config stores times. */
export function duration(flag: string, text: string): number {
  const value = parseDuration(text);
  if (value === null) throw invalid(flag, text, `time: invalid duration "${text}"`);
  if (value < 0) throw new UsageError(`--${flag} cannot be negative`);
  return value;
}

/** A truth value as Go reads one; null for anything else. */
export function parseTruth(text: string): boolean | null {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : null;
}

export function pair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** The option's value through `read`; undefined when it was not given. */
export function given<T>(
  flags: FlagValues,
  name: string,
  read: (flag: string, text: string) => T,
): T | undefined {
  const text = flags.text(name);
  return text === undefined ? undefined : read(name, text);
}

/** Without the fields that are undefined: options left out stay left out. */
export function present<T extends object>(fields: {
  readonly [Key in keyof T]: T[Key] | undefined;
}): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as never;
}
