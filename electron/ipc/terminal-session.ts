import type { Disposable } from '../base/disposable';

/** The part of node-pty's terminal that is used. */
export interface PseudoTerminal {
  onData(listener: (data: string) => void): { dispose(): void };
  onExit(listener: (end: { readonly exitCode: number; readonly signal?: number }) => void): {
    dispose(): void;
  };
  write(data: string): void;
  resize(columns: number, rows: number): void;
  pause(): void;
  resume(): void;
  kill(): void;
}

export interface SessionEvents {
  onData(data: string): void;
  onExit(exitCode: number): void;
}

/** Output is sent at most once in this time: one message per frame instead of one per read. */
const flushDelayMs = 8;
/** Characters sent but not shown yet: above the first the program is held up, below the second it runs on. */
const holdAbove = 256 * 1024;
const runBelow = 64 * 1024;

/** One pseudo-terminal: gathers its output, and holds the program up when the window cannot follow. */
export class TerminalSession implements Disposable {
  private pending = '';
  private unacknowledged = 0;
  private held = false;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly terminal: PseudoTerminal,
    private readonly events: SessionEvents,
  ) {
    terminal.onData((data) => this.receive(data));
    terminal.onExit(({ exitCode, signal }) => this.end(signal ? 128 + signal : exitCode));
  }

  write(data: string): void {
    if (!this.ended) this.terminal.write(data);
  }

  resize(columns: number, rows: number): void {
    if (!this.ended) this.terminal.resize(columns, rows);
  }

  acknowledge(characters: number): void {
    this.unacknowledged = Math.max(0, this.unacknowledged - characters);
    if (!this.held || this.unacknowledged >= runBelow) return;
    this.held = false;
    if (!this.ended) this.terminal.resume();
  }

  /** Hangs up: the program gets SIGHUP, as when a terminal window is closed. No exit is announced. */
  dispose(): void {
    if (this.ended) return;
    this.ended = true;
    clearTimeout(this.timer);
    this.terminal.kill();
  }

  private receive(data: string): void {
    if (this.ended) return;
    this.pending += data;
    this.unacknowledged += data.length;
    this.timer ??= setTimeout(() => this.flush(), flushDelayMs);
    if (this.held || this.unacknowledged <= holdAbove) return;
    this.held = true;
    this.terminal.pause();
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.pending === '') return;
    const data = this.pending;
    this.pending = '';
    this.events.onData(data);
  }

  private end(exitCode: number): void {
    if (this.ended) return;
    this.flush();
    this.ended = true;
    this.events.onExit(exitCode);
  }
}
