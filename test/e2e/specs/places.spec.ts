import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { languages, type Language } from '../../../shared/text/text';
import { debianTemplate, templateObstacle } from '../../helpers/template';
import { seriousViolations } from '../harness/axe';
import { picturesOfFailures } from '../harness/in-order';
import { ask } from '../harness/ipc';
import { projectFolder } from '../harness/launch';
import { seeded, seedStore } from '../harness/seed';
import { useSuite } from '../harness/suite';
import { Frame } from '../pages/frame';
import { TerminalView } from '../pages/terminal';

const obstacle = await templateObstacle();
const pictures = join(projectFolder, 'test-results', 'screenshots');
const themes = ['dark', 'light'] as const;

/** One look at something: how to get there, and what proves that it is there. */
interface View {
  readonly name: string;
  open(frame: Frame): Promise<void>;
}

function buildRow(frame: Frame) {
  return frame.page
    .getByRole('row', { name: frame.t('job.ended.build', { subject: 'api' }) })
    .first();
}

const views: ReadonlyArray<View> = [
  {
    name: 'images',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.row(seeded.snapshot).click();
      await frame.page.getByRole('complementary').getByText(seeded.snapshot).first().waitFor();
    },
  },
  {
    name: 'image-overview',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.row(seeded.snapshot).dblclick();
      await frame.tab(frame.t('image.tab.overview')).click();
      await frame.heading(seeded.snapshot).waitFor();
    },
  },
  {
    name: 'image-files',
    open: async (frame) => {
      await frame.tab(frame.t('image.tab.files')).click();
      await frame.page.getByRole('treeitem', { name: 'etc' }).waitFor();
    },
  },
  {
    name: 'image-history',
    open: async (frame) => {
      await frame.tab(frame.t('image.tab.history')).click();
      await frame.page.getByText('RUN echo ready').first().waitFor();
    },
  },
  {
    name: 'containers',
    open: async (frame) => {
      await frame.goTo('containers');
      await frame.row(seeded.running).click();
      await frame.page.getByRole('complementary').getByText(seeded.running).first().waitFor();
    },
  },
  {
    name: 'container-terminal',
    open: async (frame) => {
      await frame.goTo('containers');
      await frame.row(seeded.running).dblclick();
      await frame.tab(frame.t('containers.terminal')).click();
      await new TerminalView(frame).ready();
    },
  },
  {
    name: 'container-changes',
    open: async (frame) => {
      await frame.tab(frame.t('containers.changes')).click();
      await frame.page.getByRole('treeitem', { name: 'srv' }).first().waitFor();
    },
  },
  {
    name: 'container-logs',
    open: async (frame) => {
      await frame.tab(frame.t('containers.logs')).click();
      await frame.page.getByRole('log').getByText('started').first().waitFor();
    },
  },
  {
    name: 'container-usage',
    open: async (frame) => {
      await frame.tab(frame.t('containers.usage')).click();
      // Two samples make a line.
      await frame.page.locator('svg[role="img"] polyline').first().waitFor({ state: 'attached' });
    },
  },
  {
    name: 'container-files',
    open: async (frame) => {
      await frame.tab(frame.t('containers.files')).click();
      await frame.page.getByRole('treeitem', { name: 'srv' }).click();
      await frame.page.getByRole('treeitem', { name: 'notes' }).waitFor();
    },
  },
  {
    name: 'container-details',
    open: async (frame) => {
      await frame.tab(frame.t('common.details')).click();
      await frame.page.getByText(frame.t('containers.hostname')).first().waitFor();
    },
  },
  {
    name: 'container-timeline',
    open: async (frame) => {
      await frame.tab(frame.t('containers.timeline')).click();
      await frame.page.getByRole('treeitem', { name: 'notes' }).first().click();
      await frame.page.getByText('+note').waitFor();
    },
  },
  {
    name: 'container-review',
    open: async (frame) => {
      await frame.button(frame.t('containers.review')).click();
      await frame.heading(frame.t('review.title', { name: seeded.running })).waitFor();
      await frame.page.getByRole('treeitem', { name: 'notes' }).first().click();
      await frame.page.getByText('+note').waitFor();
    },
  },
  {
    name: 'build',
    open: async (frame) => {
      await frame.goTo('activity');
      await buildRow(frame).click();
      await frame.button(frame.t('activity.openBuild')).click();
      await frame.page
        .getByText(frame.t('build.summary', { done: 4, total: 4 }))
        .first()
        .waitFor();
    },
  },
  {
    name: 'activity',
    open: async (frame) => {
      await frame.goTo('activity');
      await buildRow(frame).click();
      await frame.page.getByRole('complementary').first().waitFor();
    },
  },
  { name: 'settings', open: (frame) => frame.goTo('settings') },
  {
    name: 'drop',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.drop((await debianTemplate()).gzip);
      await frame.dialog().getByLabel(frame.t('common.name')).waitFor();
    },
  },
  {
    name: 'run-dialog',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.row(seeded.built).click();
      await frame.button(frame.t('image.run')).click();
      await frame.dialog().waitFor();
    },
  },
  {
    name: 'pull-dialog',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.button(frame.t('pull.button')).click();
      await frame.dialog().waitFor();
    },
  },
  {
    name: 'push-dialog',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.row(seeded.built).click({ button: 'right' });
      await frame.page.getByRole('menuitem', { name: frame.t('push.menu') }).click();
      await frame.dialog().waitFor();
    },
  },
  {
    name: 'palette',
    open: async (frame) => {
      await frame.goTo('images');
      await frame.page.keyboard.press('Control+k');
      await frame.page.getByRole('combobox').waitFor();
    },
  },
];

describe.skipIf(obstacle !== null)('every place', () => {
  const suite = useSuite();
  picturesOfFailures(suite);
  beforeAll(() => {
    mkdirSync(pictures, { recursive: true });
  });

  async function lookAt(view: View, language: Language): Promise<void> {
    const frame = new Frame(suite.app.page, language);
    await view.open(frame);
    for (const theme of themes) {
      await ask(frame.page, 'settings.update', { theme });
      await frame.page.locator(`html[data-theme="${theme}"]`).waitFor();
      await frame.page.waitForTimeout(200); // colours fade for 120 ms
      const file = `${view.name}-${theme}-${language === 'en' ? 'en' : 'zh'}.png`;
      await frame.page.screenshot({ path: join(pictures, file) });
      expect(await seriousViolations(frame.page)).toEqual([]);
    }
    // Escape would go back from a page of one thing: the next view looks at its next tab.
    if (await frame.dialog().isVisible()) await frame.page.keyboard.press('Escape');
  }

  async function speak(language: Language): Promise<void> {
    await ask(suite.app.page, 'settings.update', { language });
    await suite.app.page.locator(`html[lang="${language}"]`).waitFor();
  }

  const empty: ReadonlyArray<View> = [
    { name: 'empty-images', open: (frame) => frame.goTo('images') },
    { name: 'empty-containers', open: (frame) => frame.goTo('containers') },
    { name: 'empty-build', open: (frame) => frame.goTo('build') },
    { name: 'empty-activity', open: (frame) => frame.goTo('activity') },
  ];

  describe.each(languages)('in %s, with nothing there', (language) => {
    beforeAll(() => speak(language));
    it.each(empty)('$name', (view) => lookAt(view, language));
  });

  describe('with images and containers', () => {
    beforeAll(async () => {
      await seedStore(suite.app.page, suite.folders.work);
      // A fresh window has no notices of the seeding in its corner.
      await suite.restart();
    });
    afterAll(async () => {
      await ask(suite.app.page, 'containers.remove', { name: seeded.running, force: true });
    });

    describe.each(languages)('in %s', (language) => {
      beforeAll(() => speak(language));
      it.each(views)('$name', (view) => lookAt(view, language));
    });

    it('has a picture for the README', () => {
      const kept = join(projectFolder, 'docs', 'screenshots');
      if (process.env['DARKROOM_KEEP_SCREENSHOT'] !== '1') return;
      mkdirSync(kept, { recursive: true });
      copyFileSync(join(pictures, 'images-dark-en.png'), join(kept, 'images-dark-en.png'));
    });

    it('met no error of its own', () => {
      expect(suite.app.pageErrors).toEqual([]);
    });
  });
});
