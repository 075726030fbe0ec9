import { app, type BrowserWindow, dialog } from 'electron';

import { translator, type Language } from '../../shared/text/text';
import type { FaultLog } from './fault-log';

/** Writes faults nobody expected down and tells the user once at a time; they choose to go on. */
export class FaultDialog {
  private open = false;

  constructor(
    private readonly log: FaultLog,
    private readonly language: () => Language,
  ) {}

  /** For the process: what is thrown where nobody catches it. */
  watchProcess(): void {
    process.on('uncaughtException', (error) => this.report('uncaught', error));
    process.on('unhandledRejection', (reason) => this.report('unhandled rejection', reason));
  }

  /** For the window: a page that is gone is opened again when the user says so. */
  watchWindow(window: BrowserWindow): void {
    window.webContents.on('render-process-gone', (_event, details) => {
      if (details.reason === 'clean-exit') return;
      this.log.write('window', `${details.reason} (exit code ${details.exitCode})`);
      void this.offerReload(window);
    });
    window.webContents.on('preload-error', (_event, path, error) => this.report(path, error));
  }

  private report(where: string, fault: unknown): void {
    this.log.write(where, fault);
    if (this.open || !app.isReady()) return;
    this.open = true;
    void this.tell(fault).finally(() => (this.open = false));
  }

  private async tell(fault: unknown): Promise<void> {
    const t = translator(this.language());
    const message = fault instanceof Error ? fault.message : String(fault);
    const answer = await dialog.showMessageBox({
      type: 'error',
      title: 'Darkroom',
      message: t('fault.bug'),
      detail: t('fault.bugDetail', { message, file: this.log.path }),
      buttons: [t('fault.goOn'), t('menu.quit')],
      defaultId: 0,
      cancelId: 0,
    });
    if (answer.response === 1) app.quit();
  }

  private async offerReload(window: BrowserWindow): Promise<void> {
    const t = translator(this.language());
    const answer = await dialog.showMessageBox({
      type: 'error',
      title: 'Darkroom',
      message: t('fault.window'),
      detail: t('fault.windowDetail', { file: this.log.path }),
      buttons: [t('fault.reload'), t('menu.quit')],
      defaultId: 0,
      cancelId: 0,
    });
    if (answer.response === 1) app.quit();
    else if (!window.isDestroyed()) window.webContents.reload();
  }
}
