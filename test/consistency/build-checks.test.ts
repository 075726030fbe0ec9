import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintRules } from '../../electron/dockerfile/lint/rules';
import { enChecks } from '../../shared/text/en-checks';

const folder = 'docs/reference/checks';
const pages = (place: string) =>
  readdirSync(place).filter((name) => name.endsWith('.md') && name !== 'README.md');
const codeOf = (path: string) =>
  [...readFileSync(path, 'utf8').matchAll(/```[a-z]+\n[\s\S]*?```/g)].map(([block]) => block);

describe('build checks', () => {
  it('have the same texts in the window as on the command line', () => {
    const texts = lintRules.map(({ name, summary }) => [`rule.${name}`, summary]);
    expect(enChecks).toMatchObject(Object.fromEntries(texts));
  });

  it('have a page in both languages, with the same code', () => {
    const own = lintRules.map(({ page }) => `${page}.md`).sort();
    expect(pages(folder)).toEqual(own);
    expect(pages(join(folder, 'zh-cn'))).toEqual(own);
    for (const page of own)
      expect(codeOf(join(folder, 'zh-cn', page))).toEqual(codeOf(join(folder, page)));
  });
});
