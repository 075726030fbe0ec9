import { en } from './en';
import { zhCn } from './zh-cn';

export type Language = 'en' | 'zh-CN';
export type TextKey = keyof typeof en;

/** English needs two forms where a count stands in the text; Chinese needs one. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

type Placeholders<S> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type PlaceholdersOf<V> = V extends string
  ? Placeholders<V>
  : V extends { readonly one: infer One; readonly other: infer Other }
    ? Placeholders<One> | Placeholders<Other>
    : never;
type ParametersOf<K extends TextKey> = PlaceholdersOf<(typeof en)[K]>;

/** The placeholders of a text, none for a text without. Numbers are grouped by language. */
export type TextArguments<K extends TextKey> = [ParametersOf<K>] extends [never]
  ? []
  : [Readonly<Record<ParametersOf<K>, string | number>>];

/** What a component is given to write with. */
export type Translate = <K extends TextKey>(key: K, ...parameters: TextArguments<K>) => string;

export const languages: ReadonlyArray<Language> = ['en', 'zh-CN'];

/** Picks the language from the setting, or from the system's BCP 47 tag when the setting follows it. */
export function resolveLanguage(setting: 'system' | Language, systemLocale: string): Language {
  if (setting !== 'system') return setting;
  return systemLocale.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** The text of a key; `{n}` of a plural text chooses its form. */
export function translate<K extends TextKey>(
  language: Language,
  key: K,
  ...parameters: TextArguments<K>
): string {
  const values = (parameters[0] ?? {}) as Readonly<Record<string, string | number>>;
  const entry: string | Plural = language === 'en' ? en[key] : zhCn[key];
  return fill(language, typeof entry === 'string' ? entry : choose(entry, values), values);
}

export function translator(language: Language): Translate {
  return (key, ...parameters) => translate(language, key, ...parameters);
}

function choose(plural: Plural, values: Readonly<Record<string, string | number>>): string {
  return values['n'] === 1 ? plural.one : plural.other;
}

function fill(
  language: Language,
  template: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? value.toLocaleString(language) : value;
  });
}
