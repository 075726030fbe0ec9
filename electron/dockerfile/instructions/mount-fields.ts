import { DarkroomError } from '../../../shared/errors';
import { parseBoolean } from '../text/characters';
import { didYouMean, suggest } from '../text/suggest';

export function mountError(message: string, hint?: string): DarkroomError {
  return new DarkroomError('DOCKERFILE_FLAG', message, {
    data: { flag: '--mount' },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Splits one line of comma-separated values; a field in double quotes may hold commas. */
export function splitFields(text: string): ReadonlyArray<string> {
  const fields: string[] = [];
  let position = 0;
  for (;;) {
    const field = text[position] === '"' ? quotedField(text, position) : plainField(text, position);
    fields.push(field.text);
    if (field.end >= text.length) return fields;
    position = field.end + 1;
  }
}

interface Field {
  readonly text: string;
  /** Index of the comma behind the field, or the length. */
  readonly end: number;
}

function plainField(text: string, start: number): Field {
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  const field = text.slice(start, end);
  if (field.includes('"')) {
    throw mountError('failed to parse csv mounts: bare " in non-quoted field');
  }
  return { text: field, end };
}

function quotedField(text: string, start: number): Field {
  const parts: string[] = [];
  let position = start + 1;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote === -1) throw mountError('failed to parse csv mounts: missing " in quoted field');
    parts.push(text.slice(position, quote));
    if (text[quote + 1] !== '"') {
      if (quote + 1 < text.length && text[quote + 1] !== ',') {
        throw mountError('failed to parse csv mounts: extraneous or missing " in quoted field');
      }
      return { text: parts.join(''), end: quote + 1 };
    }
    parts.push('"');
    position = quote + 2;
  }
}

export function booleanField(key: string, value: string): boolean {
  const parsed = parseBoolean(value);
  if (parsed !== undefined) return parsed;
  throw mountError(`invalid value for ${key}: ${value}`, 'Write true or false.');
}

export function choiceField<Choice extends string>(
  what: string,
  value: string,
  choices: ReadonlyArray<Choice>,
): Choice {
  const found = choices.find((choice) => choice === value.toLowerCase());
  if (found !== undefined) return found;
  throw mountError(
    `unsupported ${what} ${JSON.stringify(value)}${didYouMean(suggest(value, choices))}`,
    `It can be ${choices.join(', ')}.`,
  );
}

/** A number from 0 to 2³² - 1, written in base 8 or 10. */
export function numberField(key: string, value: string, base: 8 | 10): number {
  const isNumber = base === 8 ? /^[0-7]+$/.test(value) : /^\d+$/.test(value);
  const parsed = isNumber ? Number.parseInt(value, base) : Number.NaN;
  if (parsed <= 0xffffffff) return parsed;
  throw mountError(
    `invalid value ${value} for ${key}`,
    base === 8 ? 'Write the mode in octal, such as 0755.' : `Write ${key} as a number.`,
  );
}

const sizePattern = /^(\d+(?:\.\d+)?) ?([kmgtp])?i?b?$/i;

/** `64m`, `1.5GiB`, `1024`: bytes, with units of 1024. */
export function sizeField(key: string, value: string): number {
  const match = sizePattern.exec(value);
  const unit = (match?.[2] ?? '').toLowerCase();
  const factor = 1024 ** (unit === '' ? 0 : 'kmgtp'.indexOf(unit) + 1);
  const bytes = Math.floor(Number(match?.[1]) * factor);
  if (match !== null && Number.isSafeInteger(bytes)) return bytes;
  throw mountError(`invalid value for ${key}: ${value}`, 'Write a size such as 64m or 1g.');
}
