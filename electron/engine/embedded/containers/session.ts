import { once } from 'node:events';
import { DisposableStore, toDisposable } from '../../../base/disposable';
import { libc } from '../../../runtime/native/libc';
import type { ProcessStdio } from '../../engine';
import type { AttachSocket } from './attach-socket';
import type { DetachKeys } from './detach-keys';

export interface SessionOptions {
  readonly tty: boolean;
  /** Make a program that is already running draw its screen anew. */
  readonly redraw: boolean;
  readonly detachKeys: DetachKeys;
  readonly proxySignals: boolean;
  /** Hands a signal that the caller got to the container's process. */
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
 * Connects the caller's streams with a container until its output ends ('ended') or the detach keys
 * were typed ('detached'). A terminal is in raw mode meanwhile and is restored whatever happens.
 */
export async function runSession(
  socket: AttachSocket,
  stdio: ProcessStdio,
  options: SessionOptions,
): Promise<'ended' | 'detached'> {
  const cleanup = new DisposableStore();
  let detached = false;
  try {
    if (options.tty) cleanup.add(followSize(socket, stdio, options.redraw));
    else if (options.proxySignals) cleanup.add(passSignals(options.onSignal));
    if (stdio.stdin !== null) {
      const leave = () => {
        detached = true;
        socket.close();
      };
      cleanup.add(passInput(socket, stdio.stdin, options, leave));
    }
    await socket.pump((stream, data) => writeAll(stdio[stream], data));
    return detached ? 'detached' : 'ended';
  } finally {
    cleanup.dispose();
  }
}

/** Waits when the reader is slow, so that nothing piles up here. */
async function writeAll(stream: NodeJS.WriteStream, data: Buffer): Promise<void> {
  if (!stream.write(data)) await once(stream, 'drain');
}

function passInput(
  socket: AttachSocket,
  stdin: NodeJS.ReadStream,
  options: SessionOptions,
  leave: () => void,
): { dispose(): void } {
  const raw = options.tty && stdin.isTTY;
  const keys = raw ? options.detachKeys : null;
  if (raw) {
    stdin.setRawMode(true);
    // Node keeps the part that writes a line feed as two characters, which the container's did.
    libc().disableOutputProcessing(0);
  }
  let sending = Promise.resolve();
  const send = (data: Buffer) => {
    stdin.pause();
    sending = sending
      .then(() => socket.send(data))
      .then(
        () => void stdin.resume(),
        () => undefined, // the container's end is seen by the reader
      );
  };
  const onData = (chunk: Buffer) => {
    if (keys === null) return send(chunk);
    const { data, detached } = keys.scan(chunk);
    if (data.length > 0) send(data);
    if (detached) leave();
  };
  const onEnd = () => void sending.then(() => socket.endInput());
  stdin.on('data', onData);
  stdin.once('end', onEnd);
  stdin.resume();
  return toDisposable(() => {
    stdin.off('data', onData);
    stdin.off('end', onEnd);
    stdin.pause();
    if (raw) stdin.setRawMode(false);
    // A pipe that stays open would keep the process waiting for input that nobody reads.
    stdin.unref();
  });
}

function followSize(
  socket: AttachSocket,
  stdio: ProcessStdio,
  redraw: boolean,
): { dispose(): void } {
  const { stdout } = stdio;
  const tell = () => {
    if (stdout.isTTY) socket.resize(stdout.columns, stdout.rows);
  };
  if (redraw && stdout.isTTY) socket.resize(stdout.columns + 1, stdout.rows + 1);
  tell();
  stdout.on('resize', tell);
  return toDisposable(() => stdout.off('resize', tell));
}

function passSignals(onSignal: (signal: NodeJS.Signals) => void): { dispose(): void } {
  for (const signal of proxied) process.on(signal, onSignal);
  return toDisposable(() => {
    for (const signal of proxied) process.off(signal, onSignal);
  });
}
