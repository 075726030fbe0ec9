import type { Locator } from 'playwright-core';

import type { Frame } from './frame';

/** What a drop asks before it does anything. */
export class DropDialog {
  constructor(private readonly frame: Frame) {}

  get root(): Locator {
    return this.frame.dialog();
  }

  get nameField(): Locator {
    return this.root.getByLabel(this.frame.t('common.name'));
  }

  /** Confirms with Enter in the name field, as the dialog invites to. */
  async confirmAs(name: string): Promise<void> {
    await this.nameField.fill(name);
    await this.nameField.press('Enter');
    await this.root.waitFor({ state: 'hidden' });
  }
}
