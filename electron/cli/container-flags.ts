import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import type { BindMount, ContainerOptions } from '../../shared/model/container';
import { UsageError } from './command';
import type { FlagSpecs, FlagValues } from './flags';

/** The options that `run` and `create` share. */
export const containerFlags: FlagSpecs = {
  entrypoint: { kind: 'text', help: "Run this instead of the image's entrypoint" },
  env: { kind: 'list', short: 'e', help: 'Set an environment variable' },
  'env-file': { kind: 'list', help: 'Read environment variables from a file' },
  hostname: { kind: 'text', short: 'h', help: 'Host name' },
  interactive: { kind: 'switch', short: 'i', help: 'Keep standard input open' },
  label: { kind: 'list', short: 'l', help: 'Set a label' },
  name: { kind: 'text', help: 'Name of the container' },
  network: { kind: 'text', help: 'host or none', preset: 'host' },
  'read-only': { kind: 'switch', help: 'Mount the root file system read-only' },
  rm: { kind: 'switch', help: 'Remove the container when it ends' },
  'stop-signal': { kind: 'text', help: 'Signal that stops the container' },
  'stop-timeout': { kind: 'text', help: 'Seconds to wait before it is killed' },
  tty: { kind: 'switch', short: 't', help: 'Give it a terminal' },
  user: { kind: 'text', short: 'u', help: 'User, or user:group, by name or id' },
  volume: { kind: 'list', short: 'v', help: 'Bind mount: /host/path:/path[:ro]' },
  workdir: { kind: 'text', short: 'w', help: 'Working directory' },
};

/** @throws UsageError with the option named. */
export function containerOptions(args: ReadonlyArray<string>, flags: FlagValues): ContainerOptions {
  const [image = '', ...command] = args;
  const network = flags.text('network') ?? 'host';
  if (network !== 'host' && network !== 'none') {
    throw new UsageError(`--network ${network} is not supported: use host or none`);
  }
  const entrypoint = flags.text('entrypoint');
  const timeout = flags.text('stop-timeout');
  const optional = {
    name: flags.text('name'),
    workingDir: flags.text('workdir'),
    user: flags.text('user'),
    hostname: flags.text('hostname'),
    stopSignal: flags.text('stop-signal'),
  };
  return {
    image,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...(command.length === 0 ? {} : { command }),
    // An empty --entrypoint takes the image's away, as docker's does.
    ...(entrypoint === undefined ? {} : { entrypoint: entrypoint === '' ? [] : [entrypoint] }),
    ...(timeout === undefined
      ? {}
      : { stopTimeoutSeconds: wholeNumber('--stop-timeout', timeout) }),
    env: environment(flags),
    tty: flags.switch('tty'),
    interactive: flags.switch('interactive'),
    autoRemove: flags.switch('rm'),
    readOnly: flags.switch('read-only'),
    labels: Object.fromEntries(flags.list('label').map((text) => pair(text))),
    binds: flags.list('volume').map(bindMount),
    network,
  };
}

/** `NAME` alone takes the caller's value, and is left out where the caller has none. */
export function environment(flags: FlagValues): ReadonlyArray<string> {
  const fromFiles = flags.list('env-file').flatMap((path) =>
    readFileSync(path, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#')),
  );
  return [...fromFiles, ...flags.list('env')].flatMap((entry) => {
    if (entry.includes('=')) return [entry];
    const value = process.env[entry];
    return value === undefined ? [] : [`${entry}=${value}`];
  });
}

export function pair(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function bindMount(text: string): BindMount {
  const [source = '', target = '', mode = 'rw', ...rest] = text.split(':');
  if (target === '' || rest.length > 0) {
    throw new UsageError(`invalid volume "${text}": use /host/path:/path[:ro]`);
  }
  if (!isAbsolute(target))
    throw new UsageError(`invalid volume "${text}": ${target} is not absolute`);
  if (!source.startsWith('.') && !isAbsolute(source)) {
    throw new UsageError(`invalid volume "${text}": named volumes are not supported, use a path`);
  }
  return { source: resolve(source), target, readOnly: mode.split(',').includes('ro') };
}

export function wholeNumber(flag: string, text: string): number {
  if (!/^\d+$/.test(text))
    throw new UsageError(`invalid argument "${text}" for "${flag}": a whole number`);
  return Number(text);
}
