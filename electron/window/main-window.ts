import { BrowserWindow, nativeTheme, screen } from 'electron';

import { windowUrl } from './renderer-files';
import { boundsFor, minimumSize, type WindowStateFile } from './window-state';

/** The page's own background in both themes (token `bg`), so that the first frame has its colour. */
const backgrounds = { light: '#f6f3ee', dark: '#151213' } as const;
const saveDelayMs = 400;

/**
 * Creates the one window and shows it at once, in the colour of its page: the frame stands while the
 * page still loads, as windows of native programs do.
 */
export function createMainWindow(preloadPath: string, state: WindowStateFile): BrowserWindow {
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
    webPreferences: {
      preload: preloadPath,
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
  const recolour = () => window.setBackgroundColor(currentBackground());
  nativeTheme.on('updated', recolour);
  window.once('closed', () => void nativeTheme.off('updated', recolour));
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
