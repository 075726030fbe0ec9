import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleCreator, SecretLintSourceCode } from '@secretlint/types';

/** What a rule found in a text: where, in UTF-16 units. */
export interface RuleMatch {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

const prefix = '@secretlint/secretlint-rule-';
/** Ours under names of our own: `privatekey` is one with the other private keys. */
const names: Readonly<Record<string, string>> = { privatekey: 'private-key' };
const creators = new Map(
  (rules as unknown as ReadonlyArray<SecretLintRuleCreator>)
    .filter((rule) => rule.meta.type === 'scanner')
    .map((rule) => {
      const name = rule.meta.id.replace(prefix, '');
      return [names[name] ?? name, rule] as const;
    }),
);

/**
 * Runs one of secretlint's recommended rules on a text. The rules work synchronously; only that for
 * .p12 files does not, which is never asked, because it would read the path on this machine. `extension`:
 * the file's, where the text is the whole file.
 */
export function runSecretlintRule(rule: string, text: string, extension: string): RuleMatch[] {
  const creator = creators.get(rule);
  if (creator === undefined) return [];
  const found: RuleMatch[] = [];
  const context = {
    sharedOptions: {},
    createTranslator: () => () => ({ message: '', messageId: '' }),
    ignore: () => undefined,
    report({ range }: { readonly range: readonly [number, number] }) {
      found.push({ rule, start: range[0], end: range[1] });
    },
  };
  const source = {
    content: text,
    filePath: undefined,
    ext: extension === '.json' ? extension : '',
    contentType: 'text',
  };
  void creator.create(context as never, {}).file?.(source as unknown as SecretLintSourceCode);
  return found;
}
