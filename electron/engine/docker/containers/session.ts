import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { DisposableStore, toDisposable, type Disposable } from '../../../base/disposable';
import type { ProcessStdio } from '../../engine';
import { demultiplex } from './demux';

export interface SessionOptions {
  readonly tty: boolean;
  /** Tells the engine the size of the caller's terminal. */
  onResize(columns: number, rows: number): void;
  /** Hands a signal that the caller got to the process. */
  onSignal(signal: NodeJS.Signals): void;
}

const proxied: ReadonlyArray<NodeJS.Signals> = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
];

/**
 * Joins the caller's streams with a hijacked connection until its output ends. The detach keys are
 * the engine's business: it ends the output. A terminal is restored whatever happens.
 */
export async function runSession(
  connection: Duplex,
  stdio: ProcessStdio,
  options: SessionOptions,
  onConnected: () => Promise<void>,
): Promise<void> {
  const cleanup = new DisposableStore();
  cleanup.add(toDisposable(() => connection.destroy()));
  try {
    const output = receive(connection, stdio, options.tty);
    // Told below; a start that fails must not leave it unheard.
    output.catch(() => undefined);
    await onConnected();
    if (options.tty) cleanup.add(followSize(stdio, options));
    else cleanup.add(passSignals(options));
    if (stdio.stdin !== null) cleanup.add(passInput(connection, stdio.stdin, options.tty));
    await output;
  } finally {
    cleanup.dispose();
  }
}

async function receive(connection: Duplex, stdio: ProcessStdio, tty: boolean): Promise<void> {
  if (!tty) {
    await demultiplex(connection, (stream, data) => writeAll(stdio[stream], data));
    return;
  }
  for await (const chunk of connection as AsyncIterable<Buffer>) {
    await writeAll(stdio.stdout, chunk);
  }
}

/** Waits when the reader is slow, so that nothing piles up here. */
async function writeAll(stream: NodeJS.WriteStream, data: Buffer): Promise<void> {
  if (!stream.write(data)) await once(stream, 'drain');
}

function passInput(connection: Duplex, stdin: NodeJS.ReadStream, tty: boolean): Disposable {
  const raw = tty && stdin.isTTY;
  if (raw) stdin.setRawMode(true);
  const onData = (chunk: Buffer) => {
    if (connection.write(chunk)) return;
    stdin.pause();
    connection.once('drain', () => stdin.resume());
  };
  const onEnd = () => connection.end();
  connection.on('error', () => undefined); // the reader tells of it
  stdin.on('data', onData);
  stdin.once('end', onEnd);
  stdin.resume();
  return toDisposable(() => {
    stdin.off('data', onData);
    stdin.off('end', onEnd);
    stdin.pause();
    if (raw) stdin.setRawMode(false);
    // A pipe that stays open would keep the process waiting for input that nobody reads; a file does not.
    if ('unref' in stdin) stdin.unref();
  });
}

function followSize({ stdout }: ProcessStdio, options: SessionOptions): Disposable {
  const tell = () => {
    if (stdout.isTTY) options.onResize(stdout.columns, stdout.rows);
  };
  tell();
  stdout.on('resize', tell);
  return toDisposable(() => stdout.off('resize', tell));
}

function passSignals({ onSignal }: SessionOptions): Disposable {
  for (const signal of proxied) process.on(signal, onSignal);
  return toDisposable(() => {
    for (const signal of proxied) process.off(signal, onSignal);
  });
}
