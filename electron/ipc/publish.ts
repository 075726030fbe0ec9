import type { BrowserWindow } from 'electron';

import type { EventChannel, Events } from '../../shared/ipc/contract';

/** Sends an event to a window; the only place that does. A window that is gone hears nothing. */
export function publish<C extends EventChannel>(
  window: BrowserWindow,
  channel: C,
  payload: Events[C],
): void {
  if (window.isDestroyed() || window.webContents.isDestroyed()) return;
  window.webContents.send(channel, payload);
}
