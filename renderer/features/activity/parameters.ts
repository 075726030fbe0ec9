import type { Fact } from '../../ui/page';

/** Parameters as they were given: lists joined, what was left empty left out. */
export function parameterFacts(parameters: Readonly<Record<string, unknown>>): ReadonlyArray<Fact> {
  return Object.entries(parameters)
    .map(([key, value]) => ({ key: `parameter-${key}`, label: words(key), value: asText(value) }))
    .filter((one) => one.value !== '')
    .map((one) => ({ ...one, mono: true }));
}

/** `contextPath` as `context path`: names of options are the same words in both languages. */
function words(key: string): string {
  return key.replace(
    /([a-z])([A-Z])/g,
    (_whole, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );
}

function asText(value: unknown): string {
  if (value === null || value === undefined || value === '' || value === false) return '';
  if (value === true) return 'true';
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, one]) => `${name}=${asText(one)}`)
      .join('\n');
  }
  const text = String(value);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
