import type { BrowserWindow } from 'electron';

import type { HandlersOf, ServicesSource } from './handlers';
import { publish } from './publish';
import { Terminals, type SpawnTerminal } from './terminals';

/**
 * @param spawner loads the pseudo-terminal addon: with the first terminal, not at start-up
 */
export function terminalHandlers(
  services: ServicesSource,
  spawner: () => Promise<SpawnTerminal>,
): HandlersOf<'terminal'> {
  const byWindow = new WeakMap<BrowserWindow, Terminals>();

  /** A page that reloads has forgotten its terminals: they end as if it had been closed. */
  function terminalsOf(window: BrowserWindow, spawn: SpawnTerminal): Terminals {
    const known = byWindow.get(window);
    if (known !== undefined) return known;
    const terminals = new Terminals(spawn, {
      onData: (terminalId, data) => publish(window, 'terminal.data', { terminalId, data }),
      onExit: (terminalId, exitCode) => publish(window, 'terminal.exit', { terminalId, exitCode }),
    });
    byWindow.set(window, terminals);
    window.once('closed', () => terminals.dispose());
    window.webContents.on('did-navigate', () => terminals.dispose());
    window.webContents.on('render-process-gone', () => terminals.dispose());
    return terminals;
  }

  return {
    'terminal.open': async (request, { window, signal }) => {
      const { engine } = await services();
      // The full id, so that the command line cannot take a name for something else.
      const container = await engine.containers.inspect(request.container);
      const spawn = await spawner();
      signal.throwIfAborted();
      return {
        terminalId: terminalsOf(window, spawn).open({
          ...request,
          engine: engine.id,
          container: container.id,
        }),
      };
    },
    'terminal.write': ({ terminalId, data }, { window }) => {
      byWindow.get(window)?.write(terminalId, data);
      return null;
    },
    'terminal.acknowledge': ({ terminalId, characters }, { window }) => {
      byWindow.get(window)?.acknowledge(terminalId, characters);
      return null;
    },
    'terminal.resize': ({ terminalId, columns, rows }, { window }) => {
      byWindow.get(window)?.resize(terminalId, columns, rows);
      return null;
    },
    'terminal.close': ({ terminalId }, { window }) => {
      byWindow.get(window)?.close(terminalId);
      return null;
    },
  };
}
