import type { Locator, Page } from 'playwright-core';

import { translator, type Language, type Translate } from '../../../shared/text/text';

export type Place = 'images' | 'containers' | 'build' | 'activity' | 'settings';

/** The window as a person sees it: places, lists, dialogs, notices; by role and by its own words. */
export class Frame {
  readonly t: Translate;

  constructor(
    readonly page: Page,
    language: Language = 'en',
  ) {
    this.t = translator(language);
  }

  place(place: Place): Locator {
    return this.page
      .getByRole('navigation', { name: this.t('rail.places') })
      .getByRole('button', { name: this.t(`place.${place}`) });
  }

  /** The heading of the page that is open. */
  heading(text: string): Locator {
    return this.page.getByRole('main').getByRole('heading', { level: 1, name: text });
  }

  async goTo(place: Place): Promise<void> {
    await this.place(place).click();
    await this.heading(this.t(`place.${place}`)).waitFor();
  }

  row(name: string): Locator {
    return this.page.getByRole('main').getByRole('row', { name, exact: true });
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name });
  }

  /** A message in the corner. */
  notice(text: string): Locator {
    return this.page.getByRole('group', { name: text });
  }

  get jobLine(): Locator {
    return this.page.getByRole('contentinfo', { name: this.t('job.line') });
  }

  /**
   * Drags files over the middle of the window and lets go, as a file manager does: the page gets real
   * File objects whose paths only the preload script can read.
   */
  async drop(...files: ReadonlyArray<string>): Promise<void> {
    await this.drag('dragEnter', files);
    await this.drag('dragOver', files);
    await this.drag('drop', files);
  }

  async drag(type: 'dragEnter' | 'dragOver' | 'drop', files: ReadonlyArray<string>): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 420, data });
    await session.detach();
  }
}
