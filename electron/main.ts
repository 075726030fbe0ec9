import { join, resolve } from 'node:path';

import { app, BrowserWindow, Menu, nativeTheme, session } from 'electron';

import type { Settings } from '../shared/model/settings';
import { resolveLanguage, type Language } from '../shared/text/text';
import { storeRoot } from './base/store-root';
import { allHandlers } from './ipc/all-handlers';
import { forwardEvents, type Broadcast } from './ipc/events';
import { handleRequests } from './ipc/handle';
import { publish } from './ipc/publish';
import type { SpawnTerminal } from './ipc/terminals';
import type { Services } from './services';
import { ServicesHolder } from './services-holder';
import { registerWindowScheme, serveWindowFiles } from './window/app-protocol';
import { FaultDialog } from './window/fault-dialog';
import { FaultLog } from './window/fault-log';
import { createMainWindow } from './window/main-window';
import { Measure, reportTo } from './window/measure';
import { menuTemplate } from './window/menu';
import { windowOrigin } from './window/renderer-files';
import { restrictAllContents, restrictSession } from './window/restrictions';
import { WindowStateFile } from './window/window-state';

const measure = new Measure(
  reportTo(process.env['DARKROOM_MEASURE']),
  process.getCreationTime() ?? Date.now(),
);
measure.mark('main');

const root = resolve(storeRoot(process.env, process.platform));
// The profile lies with the store it shows, so that two stores have two windows, and one store one.
const profile = join(root, 'darkroom', 'window');
app.setPath('userData', profile);

const state = new WindowStateFile(join(profile, 'state.json'));
const faultLog = new FaultLog(join(profile, 'faults.log'));
const faults = new FaultDialog(faultLog, language);
const services = new ServicesHolder(openServices, servicesOpened);

if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  faults.watchProcess();
  registerWindowScheme();
  restrictAllContents();
  app.on('second-instance', () => showWindow());
  app.on('activate', () => showWindow());
  app.on('window-all-closed', () => app.quit());
  app.on('child-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit') faultLog.write(details.type, details.reason);
  });
  quitCleanly();
  void app.whenReady().then(() => {
    measure.mark('ready');
    restrictSession(session.defaultSession);
    serveWindowFiles(join(__dirname, '..', 'renderer'));
    handleRequests(
      allHandlers({
        services: services.get,
        language,
        onSettings: applySettings,
        terminalSpawner: loadTerminals,
      }),
      { origin: windowOrigin, onBug: (error, channel) => faultLog.write(channel, error) },
    );
    openWindow();
    // A failure is answered to the first call of the page, which shows it with Retry.
    services.get().catch((error: unknown) => faultLog.write('open the store', error));
  });
}

function openWindow(): void {
  const window = createMainWindow({
    preloadPath: join(__dirname, 'preload.js'),
    iconPath: null,
    state,
  });
  measure.mark('window');
  window.once('show', () => {
    measure.mark('shown');
    setMenu();
    measure.watchBlocks();
  });
  window.webContents.once('did-finish-load', () => measure.mark('loaded'));
  faults.watchWindow(window);
}

function showWindow(): void {
  const window = BrowserWindow.getAllWindows()[0];
  if (window === undefined) {
    if (app.isReady()) openWindow();
    return;
  }
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

async function openServices(): Promise<Services> {
  const { createServices } = await import('./services');
  return createServices({ root });
}

/** The pseudo-terminal addon is loaded with the first terminal. */
async function loadTerminals(): Promise<SpawnTerminal> {
  const { terminalSpawner } = await import('./ipc/spawn-terminal');
  return terminalSpawner({
    program: process.execPath,
    args: [join(__dirname, 'cli.js')],
    env: { ELECTRON_RUN_AS_NODE: '1', DARKROOM_ROOT: root },
  });
}

function servicesOpened(opened: Services): void {
  measure.mark('services');
  forwardEvents(opened, broadcast);
  opened.jobs.onDidChange((job) => measure.jobChanged(job));
  applySettings(opened.store.settings.get());
  // Another process may change them: `darkroom` shares the store.
  opened.store.onDidChange(() => applySettings(opened.store.settings.get()));
}

let applied = '';

function applySettings(settings: Settings): void {
  const text = JSON.stringify(settings);
  if (text === applied) return;
  applied = text;
  const { theme, language: chosen } = settings;
  if (theme !== state.get().theme || chosen !== state.get().language) {
    state.update({ theme, language: chosen });
    setMenu();
  }
  nativeTheme.themeSource = theme;
  broadcast('settings.changed', settings);
}

function setMenu(): void {
  const send = (command: Parameters<Parameters<typeof menuTemplate>[1]>[0]) =>
    broadcast('menu.command', { command });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(language(), send, { developer: !app.isPackaged })),
  );
}

function language(): Language {
  const locale = app.isReady() ? app.getPreferredSystemLanguages()[0] : undefined;
  return resolveLanguage(state.get().language, locale ?? app.getLocale());
}

function broadcast(...[channel, payload]: Parameters<Broadcast>): void {
  for (const window of BrowserWindow.getAllWindows()) publish(window, channel, payload);
}

/** Cancels running jobs and waits for their clean-up; containers run on. */
function quitCleanly(): void {
  let finished = false;
  app.on('will-quit', (event) => {
    if (finished) return;
    event.preventDefault();
    void Promise.allSettled([withLimit(services.dispose()), state.settled()]).then((results) => {
      for (const result of results) {
        if (result.status === 'rejected') faultLog.write('quit', result.reason);
      }
      finished = true;
      measure.finish();
      app.quit();
    });
  });
}

const quitLimitMs = 10_000;

function withLimit(work: Promise<void>): Promise<void> {
  return Promise.race([
    work,
    new Promise<void>((_resolve, reject) => {
      setTimeout(() => reject(new Error('Cleaning up took too long')), quitLimitMs).unref();
    }),
  ]);
}
