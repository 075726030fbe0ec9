import { join, resolve } from 'node:path';
import { app, BrowserWindow, Menu, session } from 'electron';
import type { EventChannel, Events } from '../shared/ipc/contract';
import type { Settings } from '../shared/model/settings';
import { storeRoot } from './base/store-root';
import { allHandlers } from './ipc/all-handlers';
import { forwardEvents } from './ipc/events';
import { handleRequests } from './ipc/handle';
import { publish } from './ipc/publish';
import type { SpawnTerminal } from './ipc/terminals';
import type { Services } from './services';
import { ServicesHolder } from './services-holder';
import { registerWindowScheme, serveWindowFiles } from './window/app-protocol';
import { Appearance } from './window/appearance';
import { quitCleanly } from './window/clean-quit';
import { FaultDialog } from './window/fault-dialog';
import { FaultLog } from './window/fault-log';
import { createMainWindow } from './window/main-window';
import { Measure, reportTo } from './window/measure';
import { windowOrigin } from './window/renderer-files';
import { restrictAllContents, restrictSession } from './window/restrictions';
import { safeStorageBox } from './window/secret-box';
import { WindowStateFile } from './window/window-state';

const measure = new Measure(
  reportTo(process.env['DARKROOM_MEASURE']),
  process.getCreationTime() ?? Date.now(),
);
measure.mark('main');

const root = resolve(storeRoot(process.env, process.platform));
// The profile lies with the store it shows: two stores have two windows, and one store has one.
const profile = join(root, 'darkroom', 'window');
app.setPath('userData', profile);

const state = new WindowStateFile(join(profile, 'state.json'));
const faultLog = new FaultLog(join(profile, 'faults.log'));
const appearance = new Appearance(state, (command) => broadcast('menu.command', { command }));
const faults = new FaultDialog(faultLog, appearance.language);
const services = new ServicesHolder(openServices, servicesOpened);

if (app.requestSingleInstanceLock()) start();
else app.quit();

function start(): void {
  faults.watchProcess();
  // Ours comes with the window; making Electron's own first would only take time.
  Menu.setApplicationMenu(null);
  registerWindowScheme();
  restrictAllContents();
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => app.quit());
  app.on('child-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit') faultLog.write(details.type, details.reason);
  });
  // Running jobs are cancelled and clean up; containers run on.
  quitCleanly(
    () => Promise.all([services.dispose(), state.settled()]).finally(() => measure.finish()),
    (reason) => faultLog.write('quit', reason),
  );
  void app.whenReady().then(ready);
}

function ready(): void {
  measure.mark('ready');
  restrictSession(session.defaultSession);
  serveWindowFiles(join(__dirname, '..', 'renderer'));
  handleRequests(
    allHandlers({
      services: services.get,
      language: appearance.language,
      onSettings: settingsChanged,
      terminalSpawner,
    }),
    { origin: windowOrigin, onBug: (error, channel) => faultLog.write(channel, error) },
  );
  openWindow();
  appearance.showMenu();
  measure.watchBlocks();
  // A failure is answered to the first call of the page, which shows it with Retry.
  services.get().catch((error: unknown) => faultLog.write('open the store', error));
}

function openWindow(): void {
  const window = createMainWindow(join(__dirname, 'preload.js'), state);
  measure.mark('shown');
  window.once('ready-to-show', () => measure.mark('painted'));
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

/** Loaded beside the window: its code and the database are not needed for the first frame. */
async function openServices(): Promise<Services> {
  const { createServices } = await import('./services');
  return createServices({ root, hasWindow: true, secretBox: safeStorageBox() });
}

function servicesOpened(opened: Services): void {
  measure.mark('services');
  forwardEvents(opened, broadcast);
  opened.jobs.onDidChange((job) => measure.jobChanged(job));
  settingsChanged(opened.store.settings.get());
  // Another process may change them: the command line shares the store.
  opened.store.onDidChange(() => settingsChanged(opened.store.settings.get()));
}

function settingsChanged(settings: Settings): void {
  if (appearance.apply(settings)) broadcast('settings.changed', settings);
}

/** The pseudo-terminal addon is loaded with the first terminal. */
async function terminalSpawner(): Promise<SpawnTerminal> {
  const { spawnerOf } = await import('./ipc/spawn-terminal');
  return spawnerOf({
    program: process.execPath,
    args: [join(__dirname, 'cli.js')],
    env: { ELECTRON_RUN_AS_NODE: '1', DARKROOM_ROOT: root },
  });
}

function broadcast<C extends EventChannel>(channel: C, payload: Events[C]): void {
  for (const window of BrowserWindow.getAllWindows()) publish(window, channel, payload);
}
