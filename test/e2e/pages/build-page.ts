import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

import type { Job } from '../../../shared/model/job';
import { ask } from '../harness/ipc';
import type { Frame } from './frame';

/** The Build page: editor, findings, options, context, steps. */
export class BuildView {
  constructor(private readonly frame: Frame) {}

  get editor(): Locator {
    return this.frame.page.getByRole('textbox', { name: this.frame.t('build.editor') });
  }

  get findings(): Locator {
    return this.frame.page.getByRole('region', { name: this.frame.t('build.problems') });
  }

  get options(): Locator {
    return this.frame.page.getByRole('region', { name: this.frame.t('build.options') });
  }

  get context(): Locator {
    return this.frame.page.getByRole('region', { name: this.frame.t('context.title') });
  }

  get steps(): Locator {
    return this.frame.page.getByRole('list', { name: this.frame.t('build.steps') });
  }

  /** The step whose instruction holds the text. */
  step(text: string): Locator {
    return this.steps.getByRole('button').filter({ hasText: text });
  }

  get log(): Locator {
    return this.frame.page.getByRole('main').getByRole('log');
  }

  /** The text of the editor's lines that are drawn. */
  async text(): Promise<string> {
    return (await this.editor.locator('.cm-line').allTextContents()).join('\n');
  }

  /** Puts the cursor at the end of the text and types. */
  async typeAtEnd(text: string): Promise<void> {
    await this.editor.click();
    await this.frame.page.keyboard.press('Control+End');
    await this.frame.page.keyboard.insertText(text);
  }

  async replaceAll(text: string): Promise<void> {
    await this.editor.click();
    await this.frame.page.keyboard.press('Control+a');
    await this.frame.page.keyboard.insertText(text);
  }

  async openOptions(): Promise<void> {
    const toggle = this.options.getByRole('button', { name: this.frame.t('build.optionsShow') });
    if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
  }

  /** The page's one red button, while nothing runs. */
  get go(): Locator {
    const { t, page } = this.frame;
    const named = (name: string): Locator =>
      page.getByRole('main').getByRole('button', { name, exact: true });
    return named(t('build.action')).or(named(t('build.again')));
  }

  /** Presses Build, whatever it is called now, and waits until the build is over. */
  async build(): Promise<void> {
    const builds = async (): Promise<ReadonlyArray<Job>> =>
      (await ask(this.frame.page, 'jobs.list', null)).filter((job) => job.kind === 'build');
    const before = (await builds()).length;
    await this.go.click();
    // One that comes from the cache is over before its Cancel could be seen.
    await expect
      .poll(
        async () => {
          const now = await builds();
          return now.length > before && now.every((job) => job.finishedAt !== null);
        },
        { timeout: 120_000 },
      )
      .toBe(true);
    await this.go.waitFor();
  }

  /** `done` of `total` steps. */
  async hasDone(done: number, total: number): Promise<void> {
    await this.frame.page
      .getByText(this.frame.t('build.summary', { done, total }))
      .first()
      .waitFor();
  }
}
