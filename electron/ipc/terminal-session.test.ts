import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { TerminalSession, type PseudoTerminal } from './terminal-session';

interface Recorded extends PseudoTerminal {
  readonly calls: string[];
  emitData(data: string): void;
  emitExit(exitCode: number, signal?: number): void;
}

function recordedTerminal(): Recorded {
  const calls: string[] = [];
  let onData: (data: string) => void = () => undefined;
  let onExit: (end: { exitCode: number; signal?: number }) => void = () => undefined;
  const none = { dispose: () => undefined };
  return {
    calls,
    onData: (listener) => ((onData = listener), none),
    onExit: (listener) => ((onExit = listener), none),
    write: (data) => void calls.push(`write ${data}`),
    resize: (columns, rows) => void calls.push(`resize ${columns}x${rows}`),
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    kill: () => void calls.push('kill'),
    emitData: (data) => onData(data),
    emitExit: (exitCode, signal) =>
      onExit(signal === undefined ? { exitCode } : { exitCode, signal }),
  };
}

describe('TerminalSession', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function open() {
    const terminal = recordedTerminal();
    const seen: string[] = [];
    const session = new TerminalSession(terminal, {
      onData: (data) => seen.push(data),
      onExit: (code) => seen.push(`exit ${code}`),
    });
    return { terminal, seen, session };
  }

  it('gathers what arrives within a frame into one message', () => {
    const { terminal, seen } = open();
    terminal.emitData('a');
    terminal.emitData('b');
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(10);
    terminal.emitData('c');
    vi.advanceTimersByTime(10);
    expect(seen).toEqual(['ab', 'c']);
  });

  it('sends the last output before it announces the exit', () => {
    const { terminal, seen } = open();
    terminal.emitData('bye');
    terminal.emitExit(3);
    terminal.emitExit(4);
    expect(seen).toEqual(['bye', 'exit 3']);
  });

  it('answers 128 + signal for a program that a signal ended', () => {
    const { terminal, seen } = open();
    terminal.emitExit(0, 9);
    expect(seen).toEqual(['exit 137']);
  });

  it('holds the program up until most of its output was shown', () => {
    const { terminal, session } = open();
    terminal.emitData('x'.repeat(300 * 1024));
    terminal.emitData('y');
    expect(terminal.calls).toEqual(['pause']);
    session.acknowledge(100 * 1024);
    expect(terminal.calls).toEqual(['pause']);
    session.acknowledge(200 * 1024);
    expect(terminal.calls).toEqual(['pause', 'resume']);
  });

  it('hangs up once, and passes nothing on afterwards', () => {
    const { terminal, seen, session } = open();
    terminal.emitData('late');
    session.dispose();
    session.dispose();
    session.write('x');
    session.resize(1, 1);
    terminal.emitExit(0);
    vi.advanceTimersByTime(50);
    expect({ calls: terminal.calls, seen }).toEqual({ calls: ['kill'], seen: [] });
  });
});
