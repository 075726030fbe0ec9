import type { RuleMatch } from './secretlint-rules';

/** Patterns of rules that secretlint's preset lacks, or where it knows only some forms. */
const patterns: ReadonlyArray<{ readonly rule: string; readonly pattern: RegExp }> = [
  {
    // RFC 7468 and OpenPGP armour: a label, perhaps headers, then base64. A lone header line is none.
    rule: 'private-key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\r|\\n|\s)+(?:[A-Za-z-]+: [^\r\n]*\s+)*[A-Za-z0-9+/]{40,}/g,
  },
  { rule: 'private-key', pattern: /PuTTY-User-Key-File-\d: [\s\S]{1,2000}?Private-Lines: \d+/g },
  { rule: 'private-key', pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}/g },
  { rule: 'npm', pattern: /_authToken=[^$\s"'][^\s"']{7,}/g },
  { rule: 'npm', pattern: /https?:\/\/[^\s:/@]{1,256}:x-oauth-basic@github\.com/g },
  { rule: 'sendgrid', pattern: /(?<!\w)SG\.[\w-]{16,32}\.[\w-]{30,64}(?![\w-])/g },
  { rule: 'gitlab', pattern: /(?<!\w)glpat-[\w-]{20,}/g },
  { rule: 'pypi', pattern: /pypi-AgEIcHlwaS5vcmc[\w-]{50,}/g },
  { rule: 'docker-hub', pattern: /dckr_pat_[\w-]{27,}/g },
  { rule: 'rubygems', pattern: /rubygems_[a-f0-9]{48}(?![a-f0-9])/g },
  { rule: 'google-api-key', pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { rule: 'azure', pattern: /AccountKey=[A-Za-z0-9+/]{86}==/g },
  { rule: 'stripe', pattern: /(?<!\w)[sr]k_live_[A-Za-z0-9]{24,}/g },
  { rule: 'hugging-face', pattern: /(?<!\w)hf_[A-Za-z0-9]{34}(?![A-Za-z0-9_])/g },
  { rule: 'digitalocean', pattern: /dop_v1_[a-f0-9]{64}/g },
];

export function runOwnRule(rule: string, text: string): RuleMatch[] {
  return patterns
    .filter((each) => each.rule === rule)
    .flatMap(({ pattern }) =>
      [...text.matchAll(pattern)].map((match) => ({
        rule,
        start: match.index,
        end: match.index + match[0].length,
      })),
    );
}
