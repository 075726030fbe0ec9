import { randomUUID } from 'node:crypto';

import { DarkroomError } from '../../shared/errors';
import type { Disposable } from '../base/disposable';
import { TerminalSession, type PseudoTerminal } from './terminal-session';

export interface TerminalRequest {
  /** Name of the engine that has it. */
  readonly engine: string;
  readonly container: string;
  readonly mode: 'attach' | 'exec';
  readonly columns: number;
  readonly rows: number;
}

export interface TerminalEvents {
  onData(terminalId: string, data: string): void;
  onExit(terminalId: string, exitCode: number): void;
}

export type SpawnTerminal = (request: TerminalRequest) => PseudoTerminal;

const maximumOpen = 64;

/** The pseudo-terminals of one window; they end with it. */
export class Terminals implements Disposable {
  private readonly sessions = new Map<string, TerminalSession>();

  constructor(
    private readonly spawn: SpawnTerminal,
    private readonly events: TerminalEvents,
  ) {}

  open(request: TerminalRequest): string {
    if (this.sessions.size >= maximumOpen) {
      throw new DarkroomError('CONFLICT', `Too many terminals are open (${maximumOpen})`, {
        hint: 'Close a terminal first.',
      });
    }
    const id = randomUUID();
    const session = new TerminalSession(this.spawn(request), {
      onData: (data) => this.events.onData(id, data),
      onExit: (exitCode) => {
        this.sessions.delete(id);
        this.events.onExit(id, exitCode);
      },
    });
    this.sessions.set(id, session);
    return id;
  }

  /** Input for a terminal that has just ended goes nowhere: that race is nobody's mistake. */
  write(id: string, data: string): void {
    this.sessions.get(id)?.write(data);
  }

  resize(id: string, columns: number, rows: number): void {
    this.sessions.get(id)?.resize(columns, rows);
  }

  acknowledge(id: string, characters: number): void {
    this.sessions.get(id)?.acknowledge(characters);
  }

  close(id: string): void {
    this.sessions.get(id)?.dispose();
    this.sessions.delete(id);
  }

  dispose(): void {
    for (const id of [...this.sessions.keys()]) this.close(id);
  }
}
