import { app, Menu, nativeTheme } from 'electron';

import type { MenuCommand } from '../../shared/ipc/contract';
import type { Settings } from '../../shared/model/settings';
import { resolveLanguage, type Language } from '../../shared/text/text';
import { menuTemplate } from './menu';
import type { WindowStateFile } from './window-state';

/** Theme and language of everything native; the page follows the same settings by itself. */
export class Appearance {
  private applied = '';

  constructor(
    private readonly state: WindowStateFile,
    private readonly onCommand: (command: MenuCommand) => void,
  ) {}

  readonly language = (): Language => {
    const locale = app.isReady() ? app.getPreferredSystemLanguages()[0] : undefined;
    return resolveLanguage(this.state.get().language, locale ?? app.getLocale());
  };

  /** Returns false when nothing has changed since the last time. */
  apply(settings: Settings): boolean {
    const text = JSON.stringify(settings);
    if (text === this.applied) return false;
    this.applied = text;
    const before = this.state.get();
    const { theme, language } = settings;
    if (theme !== before.theme || language !== before.language)
      this.state.update({ theme, language });
    if (language !== before.language) this.showMenu();
    nativeTheme.themeSource = theme;
    return true;
  }

  showMenu(): void {
    const options = { developer: !app.isPackaged };
    const template = menuTemplate(this.language(), this.onCommand, options);
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }
}
