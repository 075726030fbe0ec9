import { UsageError } from '../command';
import { goText } from './go-text';

type Value = unknown;

function compare(name: string, a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new UsageError(`template: error calling ${name}: incompatible types for comparison`);
}

/** What Go takes for false: nothing, zero, and what is empty. */
export function isTrue(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function index(value: Value, ...keys: ReadonlyArray<Value>): Value {
  let found = value;
  for (const key of keys) {
    if (found === null || found === undefined) {
      throw new UsageError('template: error calling index: index of untyped nil');
    }
    if (Array.isArray(found) && !(Number(key) in found)) {
      throw new UsageError(`template: error calling index: index out of range: ${String(key)}`);
    }
    const holder = found as Readonly<Record<string, unknown>>;
    found = Object.hasOwn(holder, String(key)) ? holder[String(key)] : undefined;
  }
  return found;
}

function lengthOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value === null || value === undefined) return 0;
  if (typeof value === 'object') return Object.keys(value).length;
  throw new UsageError(`template: error calling len: len of type ${typeof value}`);
}

/** fmt.Sprintf's verbs that people use. */
function printf(format: Value, ...values: ReadonlyArray<Value>): string {
  const rest = [...values];
  return String(format).replace(
    /%(-?)(\d*)(?:\.(\d+))?([vsdqtf%])/g,
    (_, minus: string, width: string, digits: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const value = rest.shift();
      const text =
        verb === 'q'
          ? JSON.stringify(goText(value))
          : verb === 'f'
            ? Number(value).toFixed(Number(digits ?? 6))
            : goText(value);
      const length = Number(width);
      return minus === '' ? text.padStart(length) : text.padEnd(length);
    },
  );
}

function print(...values: ReadonlyArray<Value>): string {
  return values.reduce<string>((text, value, at) => {
    const before = values[at - 1];
    const apart = at > 0 && typeof value !== 'string' && typeof before !== 'string';
    return `${text}${apart ? ' ' : ''}${goText(value)}`;
  }, '');
}

const title = (text: string) => text.replace(/(^|\s)\S/g, (letter) => letter.toUpperCase());

/** Go's own functions, and those that docker adds (docs: "Format command and log output"). */
const functions: Readonly<Record<string, (...values: ReadonlyArray<Value>) => Value>> = {
  and: (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1),
  or: (...values) => values.find(isTrue) ?? values.at(-1),
  not: (value) => !isTrue(value),
  eq: (first, ...others) => others.some((other) => first === other),
  ne: (a, b) => a !== b,
  lt: (a, b) => compare('lt', a, b) < 0,
  le: (a, b) => compare('le', a, b) <= 0,
  gt: (a, b) => compare('gt', a, b) > 0,
  ge: (a, b) => compare('ge', a, b) >= 0,
  len: lengthOf,
  index,
  slice: (value, from = 0, to = undefined) =>
    (value as string | unknown[]).slice(Number(from), to === undefined ? undefined : Number(to)),
  print,
  printf,
  println: (...values) => `${values.map(goText).join(' ')}\n`,
  json: (value) => JSON.stringify(value ?? null),
  join: (list, separator = '') =>
    ((list ?? []) as ReadonlyArray<unknown>).map(goText).join(String(separator)),
  split: (text, separator) => String(text).split(String(separator)),
  title: (text) => title(String(text)),
  lower: (text) => String(text).toLowerCase(),
  upper: (text) => String(text).toUpperCase(),
  pad: (text, before, after) =>
    text === '' ? '' : `${' '.repeat(Number(before))}${String(text)}${' '.repeat(Number(after))}`,
  truncate: (text, length) => String(text).slice(0, Number(length)),
  html: (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`),
  urlquery: (text) => encodeURIComponent(String(text)).replaceAll('%20', '+'),
};

export function isFunction(name: string): boolean {
  return Object.hasOwn(functions, name);
}

export function callFunction(name: string, values: ReadonlyArray<Value>): Value {
  return functions[name]?.(...values);
}
