import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';

import { call, on } from '../../state/bridge';
import { showError } from '../../state/notices';
import { t } from '../../state/settings';
import type { TerminalTab } from '../../state/terminals';
import {
  allowStyleAttributes,
  documentWithoutStyleElements,
  openWithoutStyleElements,
} from './style-document';

/** A screen that outlives its page: leaving and coming back finds it as it was. */
export interface TerminalSession {
  readonly element: HTMLElement;
  fit(): void;
  focus(): void;
  close(): void;
}

allowStyleAttributes();

const sessions = new Map<string, TerminalSession>();

export function sessionOf(tab: TerminalTab): TerminalSession {
  const existing = sessions.get(tab.key);
  if (existing !== undefined) return existing;
  const session = openSession(tab);
  sessions.set(tab.key, session);
  return session;
}

export function closeSession(key: string): void {
  sessions.get(key)?.close();
  sessions.delete(key);
}

/** Lines of earlier output shown when a main process is joined, so that its prompt is there. */
const replayLines = 200;

function openSession(tab: TerminalTab): TerminalSession {
  const element = document.createElement('div');
  element.style.height = '100%';
  const terminal = new Terminal({
    documentOverride: documentWithoutStyleElements(),
    fontFamily: "'JetBrains Mono', monospace",
    fontSize: fontPixels(),
    lineHeight: 1.25,
    cursorBlink: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    minimumContrastRatio: 4.5,
    scrollback: 10_000,
    theme: themeFromTokens(),
    screenReaderMode: false,
  });
  const fitAddon = new FitAddon();
  terminal.loadAddon(fitAddon);
  let terminalId: string | null = null;
  let typed = '';
  let opened = false;
  const ends: Array<() => void> = [];

  const write = (data: string): void => {
    if (terminalId === null) typed += data;
    else void call('terminal.write', { terminalId, data }).catch(() => undefined);
  };
  const begin = async (): Promise<void> => {
    const early: Array<{ readonly terminalId: string; readonly data: string }> = [];
    const show = (data: string): void =>
      terminal.write(data, () => {
        if (terminalId === null) return;
        void call('terminal.acknowledge', { terminalId, characters: data.length }).catch(
          () => undefined,
        );
      });
    ends.push(
      on('terminal.data', (event) => {
        if (terminalId === null) early.push(event);
        else if (event.terminalId === terminalId) show(event.data);
      }),
      on('terminal.exit', (event) => {
        if (event.terminalId !== terminalId) return;
        terminalId = null;
        terminal.options.cursorBlink = false;
        const line = t('terminal.ended', { code: String(event.exitCode) });
        terminal.write(`\r\n\x1b[2m${line}\x1b[0m\r\n`);
      }),
    );
    if (tab.mode === 'attach') {
      const before = await call('containers.logs', { name: tab.containerId, tail: replayLines });
      // A screen ends without a line feed; what a pipe wrote has none of its returns.
      terminal.write(before.replace(/\r?\n/g, '\r\n'));
    }
    const reply = await call('terminal.open', {
      container: tab.containerId,
      mode: tab.mode,
      columns: Math.max(2, terminal.cols),
      rows: Math.max(2, terminal.rows),
    });
    terminalId = reply.terminalId;
    for (const event of early) if (event.terminalId === terminalId) show(event.data);
    if (typed !== '') write(typed);
    typed = '';
  };

  ends.push(
    terminal.onData(write).dispose,
    terminal.onResize(({ cols, rows }) => {
      if (terminalId === null) return;
      void call('terminal.resize', { terminalId, columns: cols, rows }).catch(() => undefined);
    }).dispose,
    followTheme(terminal),
  );
  terminal.attachCustomKeyEventHandler((event) => clipboardKeys(event, terminal));

  return {
    element,
    fit: () => {
      if (!opened) {
        opened = true;
        openWithoutStyleElements(() => terminal.open(element));
        fitAddon.fit();
        begin().catch(showError);
        return;
      }
      fitAddon.fit();
    },
    focus: () => terminal.focus(),
    close: () => {
      for (const end of ends) end();
      if (terminalId !== null) {
        void call('terminal.close', { terminalId }).catch(() => undefined);
      }
      terminal.dispose();
      element.remove();
    },
  };
}

/** Ctrl Shift C and V as in other terminals; the places and the palette stay the window's. */
function clipboardKeys(event: KeyboardEvent, terminal: Terminal): boolean {
  if (event.type !== 'keydown' || !event.ctrlKey) return true;
  if (event.shiftKey && event.code === 'KeyC') {
    void navigator.clipboard.writeText(terminal.getSelection());
    event.preventDefault();
    return false;
  }
  if (event.shiftKey && event.code === 'KeyV') {
    void navigator.clipboard.readText().then((text) => terminal.paste(text));
    event.preventDefault();
    return false;
  }
  return !(!event.shiftKey && /^([1-5]|k)$/.test(event.key));
}

function fontPixels(): number {
  return 0.78125 * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

function followTheme(terminal: Terminal): () => void {
  const observer = new MutationObserver(() => {
    terminal.options.theme = themeFromTokens();
  });
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** The window's own colours, so that a terminal is part of the page. */
function themeFromTokens(): ITheme {
  const computed = getComputedStyle(document.documentElement);
  const token = (name: string): string => computed.getPropertyValue(`--${name}`).trim();
  const dark = document.documentElement.dataset['theme'] === 'dark';
  return {
    background: token('sunk'),
    foreground: token('ink'),
    cursor: token('safe'),
    cursorAccent: token('on-safe'),
    selectionBackground: token('wash'),
    black: dark ? token('sunk') : token('line'),
    red: token('deleted'),
    green: token('added'),
    yellow: token('changed-ink'),
    blue: token('ansi-blue'),
    magenta: token('ansi-violet'),
    cyan: token('layer-4'),
    white: token('dim'),
    brightBlack: token('faint'),
    brightRed: token('deleted'),
    brightGreen: token('added'),
    brightYellow: token('changed-ink'),
    brightBlue: token('ansi-blue'),
    brightMagenta: token('ansi-violet'),
    brightCyan: token('layer-4'),
    brightWhite: token('ink'),
  };
}
