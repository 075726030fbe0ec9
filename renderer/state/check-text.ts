import type { BuildProblem } from '../../shared/model/build-page';
import { en } from '../../shared/text/en';
import type { Language, TextKey, Translate } from '../../shared/text/text';

type PlainKey =
  | Exclude<Extract<TextKey, `rule.${string}`>, 'rule.subject' | 'rule.didYouMean'>
  | Extract<TextKey, `instruction.${string}` | `error.code.${string}`>;

/** What a finding says. English has BuildKit's own words; other languages the rule and what it is about. */
export function problemText(
  problem: Pick<BuildProblem, 'name' | 'severity' | 'page' | 'message' | 'hint'>,
  t: Translate,
  language: Language,
): { readonly message: string; readonly hint: string } {
  const { name, page, message, hint } = problem;
  const key = page === null ? `error.code.${name}` : `rule.${name}`;
  if (language === 'en' || !isPlain(key)) return { message, hint };
  const text = t(key);
  if (page === null) return { message: text, hint: hint === '' ? message : `${message} ${hint}` };
  const meant = /\(did you mean (.+?)\?\)/.exec(message)?.[1];
  const told = meant === undefined ? text : t('rule.didYouMean', { text, name: meant });
  const subject = /['"]([^'"]+)['"]/.exec(message)?.[1];
  return {
    message: subject === undefined ? told : t('rule.subject', { subject, text: told }),
    hint: '',
  };
}

/** What an instruction, a flag (with its dashes) or a directive does; null for any other word. */
export function instructionText(word: string, t: Translate): string | null {
  const keys = [`instruction.${word}`, `instruction.${word.toUpperCase()}`];
  const key = keys.find(isPlain);
  return key === undefined ? null : t(key);
}

function isPlain(key: string): key is PlainKey {
  return key in en && key !== 'rule.subject' && key !== 'rule.didYouMean';
}
