import { isAbsolute, resolve } from 'node:path';
import type {
  BindMount,
  MountPropagation,
  TmpfsMount,
  VolumeMount,
} from '../../../shared/model/container-options';
import { UsageError } from '../command';
import { parseSize } from '../values';

const propagations = new Set(['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']);
/** Accepted without an effect: labels of SELinux, and hints for file sharing on a Mac. */
const idle = new Set(['z', 'Z', 'consistent', 'cached', 'delegated']);

/** `[/host/path:|volume:]/path[:mode]`, docker's -v. */
export function shortMount(text: string): BindMount | VolumeMount {
  const parts = text.split(':');
  if (parts.length > 3 || parts.includes('')) {
    throw new UsageError(`invalid volume specification: '${text}'`);
  }
  const source = parts.length === 1 ? null : (parts[0] ?? '');
  const target = parts.length === 1 ? text : (parts[1] ?? '');
  if (!isAbsolute(target)) {
    throw new UsageError(
      `invalid volume specification: '${text}': invalid mount path: '${target}' mount path must be absolute`,
    );
  }
  if (/^\/+$/.test(target)) {
    throw new UsageError(
      `invalid volume specification: '${text}': invalid mount config: destination can't be '/'`,
    );
  }
  const modes = (parts[2] ?? '').split(',').filter((mode) => mode !== '');
  const isPath = source !== null && /^[/.~]/.test(source);
  const unknown = modes.find((mode) => !isKnown(mode, isPath));
  if (unknown !== undefined) {
    throw new UsageError(
      `invalid volume specification: '${text}': invalid mode: ${parts[2] ?? ''}`,
    );
  }
  const common = { target, readOnly: modes.includes('ro'), style: 'short' } as const;
  if (!isPath) {
    return {
      kind: 'volume',
      name: source,
      ...common,
      ...(modes.includes('nocopy') ? { noCopy: true } : {}),
    };
  }
  const propagation = modes.find((mode) => propagations.has(mode)) as MountPropagation | undefined;
  return {
    kind: 'bind',
    source: resolve(source.replace(/^~(?=\/|$)/, process.env['HOME'] ?? '~')),
    ...common,
    ...(propagation === undefined ? {} : { propagation }),
  };
}

function isKnown(mode: string, isPath: boolean): boolean {
  if (mode === 'ro' || mode === 'rw' || idle.has(mode)) return true;
  return isPath ? propagations.has(mode) : mode === 'nocopy';
}

/** `/path[:options]`, docker's --tmpfs. */
export function shortTmpfs(text: string): TmpfsMount {
  const colon = text.indexOf(':');
  const target = colon === -1 ? text : text.slice(0, colon);
  if (!isAbsolute(target)) {
    throw new UsageError(`invalid mount path: '${target}' mount path must be absolute`);
  }
  const options = colon === -1 ? [] : text.slice(colon + 1).split(',');
  const wrong = options.find(
    (option) => /^size=/.test(option) && !/^size=(\d+%|\d+[kmg]?)$/i.test(option),
  );
  if (wrong !== undefined) throw new UsageError(`invalid tmpfs option ["${wrong}"]`);
  const bytes = options.find((option) => option.startsWith('size='))?.slice('size='.length);
  const sizeBytes = bytes === undefined ? null : parseSize(bytes);
  return {
    kind: 'tmpfs',
    target,
    style: 'short',
    ...(sizeBytes === null ? {} : { sizeBytes }),
    options: options.filter((option) => option !== ''),
  };
}
