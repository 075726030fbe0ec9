import { Writable } from 'node:stream';
import type { AttachOptions, ProcessStdio } from '../engine/engine';
import { UsageError, type CommandIo } from './command';
import type { FlagSpecs, FlagValues } from './flags';

/** How the caller's streams are connected. */
export const attachFlags: FlagSpecs = {
  attach: { kind: 'list', short: 'a', help: 'Connect stdin, stdout or stderr only' },
  'detach-keys': { kind: 'text', help: 'Keys that leave it running: ctrl-p,ctrl-q' },
  'sig-proxy': { kind: 'switch', help: 'Pass signals on (default true)', preset: true },
};

export function attachOptions(flags: FlagValues): AttachOptions {
  for (const stream of flags.list('attach')) {
    if (['stdin', 'stdout', 'stderr'].includes(stream.toLowerCase())) continue;
    throw new UsageError(
      `invalid argument "${stream}" for "-a, --attach" flag: valid streams are STDIN, STDOUT and STDERR`,
    );
  }
  const detachKeys = flags.text('detach-keys');
  return {
    ...(detachKeys === undefined ? {} : { detachKeys }),
    proxySignals: flags.switch('sig-proxy'),
  };
}

/** The streams to connect: those named, or all; what is left out goes nowhere. */
export function attachedStdio(
  io: CommandIo,
  named: ReadonlyArray<string>,
  interactive: boolean,
): ProcessStdio {
  const wanted = (name: string) =>
    named.length === 0 || named.some((stream) => stream.toLowerCase() === name);
  return {
    stdin: interactive && wanted('stdin') ? io.stdin : null,
    stdout: wanted('stdout') ? io.stdout : nowhere(),
    stderr: wanted('stderr') ? io.stderr : nowhere(),
  };
}

function nowhere(): NodeJS.WriteStream {
  return new Writable({ write: (_chunk, _encoding, done) => done() }) as NodeJS.WriteStream;
}
