import { UsageError } from './command';
import { pair } from './values';

/** The values of each `--filter name=value`, in the order given. */
export type Filters = ReadonlyMap<string, ReadonlyArray<string>>;

/** @throws UsageError for one without a value, or of a name that is not known. */
export function parseFilters(texts: ReadonlyArray<string>, known: ReadonlyArray<string>): Filters {
  const filters = new Map<string, string[]>();
  for (const text of texts) {
    if (!text.includes('=')) throw new UsageError('invalid filter: a filter is name=value');
    const [name, value] = pair(text);
    if (!known.includes(name)) throw new UsageError(`invalid filter '${name}'`);
    filters.set(name, [...(filters.get(name) ?? []), value]);
  }
  return filters;
}

/** Values of one name are alternatives; no value leaves everything in. */
export function anyOf(
  filters: Filters,
  name: string,
  matches: (value: string) => boolean,
): boolean {
  const values = filters.get(name);
  return values === undefined || values.some(matches);
}

/** `label=KEY` or `label=KEY=VALUE`; all of them must be there. */
export function hasLabels(
  labels: Readonly<Record<string, string>>,
  wanted: ReadonlyArray<string>,
): boolean {
  return wanted.every((text) => {
    const [key, value] = pair(text);
    return Object.hasOwn(labels, key) && (!text.includes('=') || labels[key] === value);
  });
}
