import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';

import { languages } from '../../shared/text/text';
import { menuTemplate } from './menu';

function itemsOf(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((menu) => menu.submenu as MenuItemConstructorOptions[]);
}

describe('menuTemplate', () => {
  it('has the shortcuts of the design, each once', () => {
    const sent: string[] = [];
    const items = itemsOf(
      menuTemplate('en', (command) => sent.push(command), { developer: false }),
    );
    const shortcuts: Record<string, string | undefined> = {};
    for (const item of items) {
      if (item.click === undefined) continue;
      item.click(undefined as never, undefined, undefined as never);
      expect(shortcuts).not.toHaveProperty([item.accelerator as string]);
      shortcuts[item.accelerator as string] = sent.at(-1);
    }
    expect(shortcuts).toEqual({
      'CommandOrControl+O': 'import',
      'CommandOrControl+B': 'build',
      'CommandOrControl+F': 'find',
      'CommandOrControl+K': 'palette',
      'CommandOrControl+1': 'images',
      'CommandOrControl+2': 'containers',
      'CommandOrControl+3': 'build',
      'CommandOrControl+4': 'activity',
      'CommandOrControl+5': 'settings',
      'CommandOrControl+S': 'snapshot',
    });
  });

  it.each(languages)('labels every item in %s', (language) => {
    const template = menuTemplate(language, () => undefined, { developer: false });
    const labels = [...template, ...itemsOf(template)]
      .filter((item) => item.type !== 'separator')
      .map((item) => item.label ?? '');
    expect(labels.filter((label) => label === '')).toEqual([]);
    if (language === 'zh-CN')
      expect(labels.filter((label) => !/\p{Script=Han}/u.test(label))).toEqual([]);
  });

  it('shows the developer tools only to developers', () => {
    const roles = (developer: boolean) =>
      itemsOf(menuTemplate('en', () => undefined, { developer })).map((item) => item.role);
    expect(roles(true)).toContain('toggleDevTools');
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(false)).not.toContain('reload');
  });
});
