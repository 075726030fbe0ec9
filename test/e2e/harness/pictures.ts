import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { languages } from '../../../shared/text/text';
import { seriousViolations } from './axe';
import { ask } from './ipc';
import { projectFolder } from './launch';
import type { Suite } from './suite';

const folder = join(projectFolder, 'test-results', 'screenshots');
const themes = ['light', 'dark'] as const;

/** Pictures of the window as it stands, in both languages and themes, each looked at by axe-core. */
export async function pictures(suite: Suite, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { page } = suite.app;
  const violations: string[] = [];
  for (const language of [...languages].reverse()) {
    await ask(page, 'settings.update', { language });
    await page.locator(`html[lang="${language}"]`).waitFor();
    for (const theme of themes) {
      await ask(page, 'settings.update', { theme });
      await page.locator(`html[data-theme="${theme}"]`).waitFor();
      await page.waitForTimeout(200); // colours fade for 120 ms
      const file = `${name}-${theme}-${language === 'en' ? 'en' : 'zh'}.png`;
      await page.screenshot({ path: join(folder, file) });
      for (const one of await seriousViolations(page)) violations.push(`${file}: ${one}`);
    }
  }
  expect(violations).toEqual([]);
}
