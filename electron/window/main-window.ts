import { BrowserWindow, nativeTheme, screen } from 'electron';

import { windowUrl } from './renderer-files';
import { boundsFor, minimumSize, type WindowStateFile } from './window-state';

export interface MainWindowOptions {
  readonly preloadPath: string;
  readonly iconPath: string | null;
  readonly state: WindowStateFile;
}

/** The page's own background in both themes (token `bg`), so that the first frame has its colour. */
const backgrounds = { light: '#f6f3ee', dark: '#151213' } as const;
const saveDelayMs = 400;

/** Creates and shows the one window. The page loads while the services open beside it. */
export function createMainWindow(options: MainWindowOptions): BrowserWindow {
  const { state } = options;
  nativeTheme.themeSource = state.get().theme;
  const window = new BrowserWindow({
    ...boundsFor(
      state.get().bounds,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title: 'Darkroom',
    backgroundColor: currentBackground(),
    autoHideMenuBar: true,
    show: false,
    ...(options.iconPath === null ? {} : { icon: options.iconPath }),
    webPreferences: {
      preload: options.preloadPath,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // The dictionaries would come from the network.
      spellcheck: false,
      navigateOnDragDrop: false,
    },
  });
  if (state.get().maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(currentBackground());
  });
  rememberBounds(window, state);
  void window.loadURL(windowUrl);
  return window;
}

function currentBackground(): string {
  return nativeTheme.shouldUseDarkColors ? backgrounds.dark : backgrounds.light;
}

function rememberBounds(window: BrowserWindow, state: WindowStateFile): void {
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(timer);
    if (window.isDestroyed() || window.isMinimized()) return;
    state.update({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
  };
  const saveLater = () => {
    clearTimeout(timer);
    timer = setTimeout(save, saveDelayMs);
  };
  window.on('resize', saveLater);
  window.on('move', saveLater);
  window.on('maximize', saveLater);
  window.on('unmaximize', saveLater);
  window.on('close', save);
}
