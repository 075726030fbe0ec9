import { mkdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { languages, type Language } from '../../../shared/text/text';
import { busyboxTemplate, staticBusybox } from '../../helpers/busybox';
import { allViolations } from '../harness/axe';
import { picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { runJob, runJobOk } from '../harness/jobs';
import { projectFolder } from '../harness/launch';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';

const pictures = join(projectFolder, 'test-results', 'screenshots');
const long = 'a-name-that-goes-on-and-on-';
const image = `registry.department.example.com:5000/team/${long.repeat(3)}service:${long.repeat(4)}1`;
const container = `${long.repeat(4)}web`;
const sizes = [
  { width: 1280, height: 800 },
  { width: 720, height: 520 },
] as const;

/** A look at something, and how it is left again. */
interface View {
  readonly name: string;
  open(frame: Frame): Promise<void>;
}

const views: ReadonlyArray<View> = [
  {
    name: 'images',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.row(image).click();
    },
  },
  {
    name: 'image',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.row(image).dblclick();
      await frame.heading(image).waitFor();
      // What uses it leads there.
      await frame.button(container).waitFor();
    },
  },
  {
    name: 'containers',
    open: async (frame) => {
      await frame.goTo('containers');
      await frame.row(container).click();
    },
  },
  {
    name: 'container',
    open: async (frame) => {
      await frame.goTo('containers');
      await frame.row(container).dblclick();
      await frame.tab(frame.t('common.details')).click();
    },
  },
  {
    name: 'build',
    open: async (frame) => {
      await frame.goTo('activity');
      const title = frame.t('job.ended.build', { subject: long.repeat(3) });
      await frame.page.getByRole('row', { name: title }).first().click();
      await frame.button(frame.t('activity.openBuild')).click();
    },
  },
  {
    name: 'activity',
    open: async (frame) => {
      await frame.goTo('activity');
      await frame.page.getByRole('main').getByRole('row').nth(1).click();
    },
  },
  { name: 'settings', open: (frame) => frame.goTo('settings') },
];

describe.skipIf(staticBusybox() === null)('long names and small windows', () => {
  const suite = useSuite();
  picturesOfFailures(suite);

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    const { page } = suite.app;
    const { work } = suite.folders;
    const template = join(work, 'busybox.tar');
    await busyboxTemplate(work, template);
    await runJobOk(page, { kind: 'import', options: { source: template, reference: image } });
    await runJobOk(page, {
      kind: 'import',
      options: { source: template, reference: 'other:1', changes: ['ENV OTHER=1'] },
    });
    const context = join(work, long.repeat(3));
    await mkdir(context);
    await writeFile(
      join(context, 'Dockerfile'),
      `FROM ${image}\nRUN echo ${long.repeat(8)} && false\n`,
    );
    await runJob(page, { kind: 'build', options: { contextPath: context, tags: [image] } });
    await ask(page, 'containers.run', {
      image,
      name: container,
      command: ['sh', '-c', `echo ${long.repeat(10)}; sleep 1000000`],
    });
    await ask(page, 'registries.set', {
      registry: `registry.${long.repeat(3)}.example.com:5000`,
      rules: { mirrors: ['mirror.example.com', `mirror.example.com/${long}`], insecure: true },
    });
    await suite.restart();
  });
  afterAll(async () => {
    await ask(suite.app.page, 'containers.remove', { name: container, force: true });
  });

  const resize = async ({ width, height }: { width: number; height: number }): Promise<void> => {
    await suite.app.electron.evaluate(
      ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setSize(...size),
      [width, height] as [number, number],
    );
    await suite.app.page.waitForFunction((wanted) => window.innerWidth === wanted, width);
  };

  describe.each(languages)('in %s', (language: Language) => {
    const theme = language === 'en' ? 'dark' : 'light';
    beforeAll(async () => {
      await ask(suite.app.page, 'settings.update', { language, theme });
      await suite.app.page.locator(`html[lang="${language}"]`).waitFor();
    });

    it.each(views)('$name', async ({ name, open }) => {
      const frame = new Frame(suite.app.page, language);
      const found: string[] = [];
      await resize(sizes[0]);
      await open(frame);
      for (const size of sizes) {
        await resize(size);
        await frame.page.waitForTimeout(250);
        const file = `extreme-${name}-${size.width}-${theme}-${language === 'en' ? 'en' : 'zh'}.png`;
        await frame.page.screenshot({ path: join(pictures, file) });
        found.push(
          ...(await unreadable(frame.page.locator('body'))).map((one) => `${size.width}: ${one}`),
        );
        found.push(...(await allViolations(frame.page)).map((one) => `${size.width}: ${one}`));
      }
      expect(found, name).toEqual([]);
    });
  });

  describe('the focus', () => {
    let frame: Frame;
    const press = (key: string) => frame.page.keyboard.press(key);
    const focused = () =>
      frame.page.evaluate(() => {
        const { activeElement: one } = document;
        if (one === null || one === document.body) return 'nothing';
        return (one.getAttribute('aria-label') ?? one.textContent ?? one.tagName).trim();
      });
    const opensAndCloses = async (button: Locator): Promise<void> => {
      await button.focus();
      const before = await focused();
      await press('Enter');
      await frame.page.locator('dialog[open], [role=menu]').first().waitFor();
      expect(
        await frame.page.evaluate(
          () => document.activeElement?.closest('dialog, [role=menu]') !== null,
        ),
      ).toBe(true);
      await press('Escape');
      await frame.page.locator('dialog[open], [role=menu]').waitFor({ state: 'hidden' });
      await expect.poll(focused).toBe(before);
    };
    beforeAll(async () => {
      frame = new Frame(suite.app.page);
      await ask(frame.page, 'settings.update', { language: 'en' });
      await frame.page.locator('html[lang="en"]').waitFor();
      await resize(sizes[0]);
    });

    it('is back where it was when a dialog or menu closes', async () => {
      await frame.goTo('images');
      await opensAndCloses(frame.button(frame.t('pull.button')));
      await frame.row(image).click();
      const inspector = frame.page.getByRole('complementary');
      for (const key of ['image.run', 'image.save'] as const)
        await opensAndCloses(inspector.getByRole('button', { name: frame.t(key) }));
      await opensAndCloses(inspector.getByRole('button', { name: frame.t('common.more') }));
      await frame.goTo('containers');
      await opensAndCloses(
        frame.page
          .getByRole('main')
          .getByRole('button', { name: frame.t('containers.run') })
          .first(),
      );
      await opensAndCloses(frame.page.locator('[aria-haspopup=menu]').first());
      await frame.goTo('settings');
      await opensAndCloses(frame.button(frame.t('registry.add')));
    });

    it('stays in the list when its rows go', async () => {
      await frame.goTo('images');
      await frame.row('other:1').click();
      const grid = frame.page.getByRole('grid', { name: frame.t('images.list') });
      await grid.focus();
      await press('Delete');
      await frame.notice(frame.t('image.deleted', { name: 'other:1' })).waitFor();
      expect(await focused()).not.toBe('nothing');
      await frame.button(frame.t('common.undo')).focus();
      await press('Enter');
      await frame.row('other:1').waitFor();
      await expect.poll(focused).not.toBe('nothing');
    });

    it('stays near a setting that is removed', async () => {
      await frame.goTo('settings');
      const remove = frame.page.getByRole('button', { name: /^Remove the settings of/ });
      await remove.focus();
      await press('Enter');
      await frame.page.getByText(frame.t('registry.noRules')).waitFor();
      await expect.poll(focused).toBe(frame.t('registry.add'));
      await frame.button(frame.t('common.undo')).focus();
      await press('Enter');
      await remove.waitFor();
      await expect.poll(focused).not.toBe('nothing');
    });
  });
});

/**
 * Words that cannot be read: they reach out of the window or of what clips them without an ellipsis, or
 * something else lies on them. What scrolls sideways on purpose (editor, terminal, logs) is left out.
 */
function unreadable(body: Locator): Promise<ReadonlyArray<string>> {
  return body.evaluate((element) => {
    const leaves = [...element.querySelectorAll<HTMLElement>('*')].filter(
      (one) =>
        [...one.childNodes].some(
          (node) => node.nodeType === 3 && node.textContent?.trim() !== '',
        ) &&
        one.closest('.visually-hidden, .xterm, .cm-editor, pre, option, [role=log]') === null &&
        one.getBoundingClientRect().width > 2 &&
        getComputedStyle(one).pointerEvents !== 'none',
    );
    const ancestors = (one: Element): HTMLElement[] => {
      const parent = one.parentElement;
      return parent === null ? [] : [parent, ...ancestors(parent)];
    };
    const clips = (one: Element) => getComputedStyle(one).overflowX !== 'visible';
    const problem = (one: HTMLElement): string | null => {
      const box = one.getBoundingClientRect();
      const around = [one, ...ancestors(one)];
      // Words of the narrow rail, for screen readers only.
      if (around.some((other) => other.getBoundingClientRect().width <= 2)) return null;
      if (around.some((other) => getComputedStyle(other).textOverflow === 'ellipsis')) return null;
      if (box.right > window.innerWidth + 1 || box.left < -1) return 'outside the window';
      if (clips(one) && one.scrollWidth > one.clientWidth + 1) return 'cut off';
      const clipping = around
        .slice(1)
        .find((other) => clips(other) && other.getBoundingClientRect().right < box.right - 1);
      if (clipping !== undefined) return 'cut off';
      const x = (box.left + box.right) / 2;
      const y = (box.top + box.bottom) / 2;
      const visible = around.slice(1).every((other) => {
        const { top, bottom } = other.getBoundingClientRect();
        return getComputedStyle(other).overflowY === 'visible' || (y > top + 4 && y < bottom - 4);
      });
      const top = document.elementFromPoint(x, y);
      const own = one.closest('label') ?? one;
      if (!visible || top === null || top.contains(one) || own.contains(top)) return null;
      return `under “${(top.textContent ?? '').slice(0, 30)}”`;
    };
    return leaves.flatMap((one) => {
      const found = problem(one);
      return found === null ? [] : [`“${(one.textContent ?? '').slice(0, 40)}” ${found}`];
    });
  });
}
