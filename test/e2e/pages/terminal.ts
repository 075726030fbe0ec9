import type { Locator } from 'playwright-core';

import type { Frame } from './frame';

/** The terminal on a container's page. */
export class TerminalView {
  constructor(private readonly frame: Frame) {}

  get screen(): Locator {
    return this.frame.page.locator('.xterm-rows:visible');
  }

  /** Waits for a prompt, so that nothing is typed into a shell that is not there yet. */
  async ready(): Promise<void> {
    await this.screen.filter({ hasText: /[#$]/u }).waitFor();
  }

  async type(line: string): Promise<void> {
    await this.frame.page.locator('.xterm-helper-textarea:visible').focus();
    await this.frame.page.keyboard.type(`${line}\n`);
  }

  async shows(text: string): Promise<void> {
    await this.screen.filter({ hasText: text }).waitFor();
  }
}
