import { contextBridge, ipcRenderer, webUtils } from 'electron';

import { eventChannels, requestChannels, type DarkroomBridge } from '../shared/ipc/contract';

/**
 * The window's only way out. Runs sandboxed, so the bundler inlines the contract. The page can name
 * the contract's channels and no others, and never sees ipcRenderer or an IPC event.
 */
const requests: ReadonlySet<string> = new Set(requestChannels);
const events: ReadonlySet<string> = new Set(eventChannels);

function known(channels: ReadonlySet<string>, channel: string): string {
  if (!channels.has(channel)) throw new TypeError(`There is no channel ${channel}`);
  return channel;
}

const bridge: DarkroomBridge = {
  call: (channel, request) => ipcRenderer.invoke(known(requests, channel), request),
  on(channel, listener) {
    const forward = (_event: unknown, payload: unknown) => listener(payload as never);
    ipcRenderer.on(known(events, channel), forward);
    return () => void ipcRenderer.removeListener(channel, forward);
  },
  pathForFile(file) {
    try {
      return webUtils.getPathForFile(file as File);
    } catch {
      return ''; // no File at all
    }
  },
};

contextBridge.exposeInMainWorld('darkroom', bridge);
