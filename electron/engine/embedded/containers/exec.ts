import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { DarkroomError } from '../../../../shared/errors';
import type { ProcessStdio } from '../../engine';

/** Runs a command with the caller's own streams and resolves with its exit code. */
export function runWithStdio(
  command: ReadonlyArray<string>,
  stdio: ProcessStdio,
  onResize: (pid: number, columns: number, rows: number) => void,
): Promise<number> {
  const [program = '', ...args] = command;
  // What is typed at a terminal reaches the command itself; this process waits for its end.
  const ignore = () => undefined;
  const signals = ['SIGINT', 'SIGQUIT'] as const;
  for (const signal of signals) process.on(signal, ignore);
  const input = stdio.stdin === null ? null : blockingInput(stdio.stdin);
  return new Promise<number>((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input?.fd ?? 'ignore', 1, 2],
    });
    input?.dispose();
    const { stdout } = stdio;
    const resized = () => {
      if (child.pid !== undefined) onResize(child.pid, stdout.columns, stdout.rows);
    };
    stdout.on('resize', resized);
    child.once('close', () => stdout.off('resize', resized));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
  }).finally(() => {
    for (const signal of signals) process.off(signal, ignore);
  });
}

/** Runs a command that ends once what it starts is running. Rejects with what it complains about. */
export function runDetached(command: ReadonlyArray<string>): Promise<void> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.once('error', reject);
    // Not `close`: what runs on may keep the descriptor.
    child.once('exit', (code) => {
      child.stderr.destroy();
      if (code === 0) return resolve();
      const message = `Start the command: ${complaint.trim() || `exit code ${code}`}`;
      reject(new DarkroomError('CONTAINER_START_FAILED', message));
    });
  });
}

/**
 * Node makes a pipe on its standard input non-blocking, also for everybody else who has it; opened
 * anew it is as the command expects. A socket cannot be opened so and stays as it is.
 */
function blockingInput(stdin: NodeJS.ReadStream): { readonly fd: number; dispose(): void } {
  if (stdin.isTTY) return { fd: 0, dispose: () => undefined };
  try {
    const fd = openSync('/proc/self/fd/0', 'r');
    return { fd, dispose: () => closeSync(fd) };
  } catch {
    return { fd: 0, dispose: () => undefined };
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}
