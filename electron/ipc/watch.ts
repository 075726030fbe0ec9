import type { BrowserWindow } from 'electron';

import type { HandlersOf, ServicesSource } from './handlers';
import { LogTail } from './log-tail';
import { publish } from './publish';
import { Watches } from './watches';

/** Output is sent this often at most, and so much of it: a page cannot show more than that. */
const flushMs = 120;
const flushCharacters = 256 * 1024;

export function watchHandlers(services: ServicesSource): HandlersOf<'watch'> {
  const byWindow = new WeakMap<BrowserWindow, Watches>();

  /** A page that reloads has forgotten what it followed: that ends as if it had been closed. */
  function watchesOf(window: BrowserWindow): Watches {
    const known = byWindow.get(window);
    if (known !== undefined) return known;
    const watches = new Watches((watchId, error) =>
      publish(window, 'watch.ended', { watchId, error }),
    );
    byWindow.set(window, watches);
    window.once('closed', () => watches.dispose());
    window.webContents.on('did-navigate', () => watches.dispose());
    window.webContents.on('render-process-gone', () => watches.dispose());
    return watches;
  }

  return {
    'watch.logs': async ({ name, tail }, { window }) => {
      const { containers } = (await services()).engine;
      const watchId = watchesOf(window).start(async (id, signal) => {
        const output = new LogTail(flushCharacters);
        const send = (text: string): void => {
          if (text !== '' && !signal.aborted)
            publish(window, 'watch.output', { watchId: id, text });
        };
        const timer = setInterval(() => send(output.take()), flushMs);
        try {
          await containers.logs(
            name,
            { follow: true, tail, timestamps: false },
            (stream, data) => output.write(stream, data),
            signal,
          );
          send(output.end());
        } finally {
          clearInterval(timer);
        }
      });
      return { watchId };
    },
    'watch.usage': async ({ name }, { window }) => {
      const { containers } = (await services()).engine;
      const watchId = watchesOf(window).start((id, signal) =>
        containers.stats(
          name,
          { stream: true },
          (usage) => publish(window, 'watch.usage', { watchId: id, usage }),
          signal,
        ),
      );
      return { watchId };
    },
    'watch.close': ({ watchId }, { window }) => {
      byWindow.get(window)?.close(watchId);
      return null;
    },
  };
}
