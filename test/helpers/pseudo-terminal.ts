import { spawn, type IPty } from '@lydell/node-pty';

/** A program at a pseudo-terminal, driven as a person would: wait for a prompt, type, wait. */
export class PseudoTerminal {
  private output = '';
  private readonly process: IPty;
  private readonly ended: Promise<number>;
  private listeners: Array<() => void> = [];

  constructor(
    program: string,
    args: ReadonlyArray<string>,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    const { ELECTRON_RUN_AS_NODE: _unused, ...inherited } = process.env;
    this.process = spawn(program, [...args], {
      name: 'xterm-256color',
      cols: 100,
      rows: 30,
      env: { ...inherited, ...env },
    });
    this.process.onData((data) => {
      this.output += data;
      this.wake();
    });
    this.ended = new Promise((resolve) => {
      this.process.onExit(({ exitCode }) => {
        resolve(exitCode);
        this.wake();
      });
    });
  }

  get text(): string {
    return this.output;
  }

  /** Resolves with all output once it matches; rejects, with the output, after the time-out. */
  async waitFor(pattern: RegExp, timeoutMs = 30_000): Promise<string> {
    const deadline = Date.now() + timeoutMs;
    while (!pattern.test(this.output)) {
      const leftMs = deadline - Date.now();
      if (leftMs <= 0)
        throw new Error(`no ${String(pattern)} within ${timeoutMs} ms in:\n${this.output}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.listeners.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.output;
  }

  type(text: string): void {
    this.process.write(text);
  }

  resize(columns: number, rows: number): void {
    this.process.resize(columns, rows);
  }

  /** The program's exit code. */
  exit(): Promise<number> {
    return this.ended;
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  private wake(): void {
    const waiting = this.listeners;
    this.listeners = [];
    for (const listener of waiting) listener();
  }
}
