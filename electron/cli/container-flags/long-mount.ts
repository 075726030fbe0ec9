import { isAbsolute } from 'node:path';
import type { ContainerMount, MountPropagation } from '../../../shared/model/container-options';
import { UsageError } from '../command';
import { csvFields } from '../csv-fields';
import { parseSize, parseTruth } from '../values';

type Kind = ContainerMount['kind'];
const kinds: ReadonlyArray<string> = ['bind', 'volume', 'tmpfs'] satisfies ReadonlyArray<Kind>;

/** Options that only one kind of mount has. */
const ownKind: Readonly<Record<string, Kind>> = {
  'bind-propagation': 'bind',
  'bind-nonrecursive': 'bind',
  'bind-recursive': 'bind',
  'bind-create-src': 'bind',
  'volume-nocopy': 'volume',
  'volume-label': 'volume',
  'volume-driver': 'volume',
  'volume-opt': 'volume',
  'volume-subpath': 'volume',
  'tmpfs-size': 'tmpfs',
  'tmpfs-mode': 'tmpfs',
};

const alias: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
};

const notHere: Readonly<Record<string, string>> = {
  'volume-driver': 'only the local driver exists',
  'volume-opt': 'the local driver has no options here',
  'volume-subpath': 'a volume is mounted as a whole',
};

interface Fields {
  readonly values: ReadonlyMap<string, string>;
  readonly labels: ReadonlyArray<readonly [string, string]>;
}

/** `type=…,source=…,target=…`, docker's --mount: comma-separated values. */
export function longMount(text: string): ContainerMount {
  const wrong = (reason: string) =>
    new UsageError(`invalid argument "${text}" for "--mount" flag: ${reason}`);
  const { values, labels } = readFields(text, wrong);
  const kind = (values.get('type') ?? 'volume').toLowerCase();
  if (!kinds.includes(kind))
    throw wrong(`mount type "${kind}" is not supported: bind, volume or tmpfs`);
  const foreign = [...values.keys()].find((name) => (ownKind[name] ?? kind) !== kind);
  if (foreign !== undefined) {
    throw wrong(`cannot mix '${ownKind[foreign] ?? ''}-*' options with mount type '${kind}'`);
  }
  const target = values.get('target') ?? '';
  if (target === '') throw wrong('target is required');
  if (!isAbsolute(target))
    throw wrong(`invalid mount path: '${target}' mount path must be absolute`);
  const truth = (name: string): boolean => {
    const value = values.get(name);
    if (value === undefined) return false;
    const read = parseTruth(value);
    if (read === null) throw wrong(`invalid value for ${name}: ${value}`);
    return read;
  };
  const common = { target, readOnly: truth('readonly'), style: 'long' } as const;
  const source = values.get('source') ?? '';
  switch (kind as Kind) {
    case 'bind': {
      if (source === '') throw wrong('source is required for type=bind');
      if (!isAbsolute(source)) throw wrong(`invalid mount path: '${source}' must be absolute`);
      const propagation = values.get('bind-propagation') as MountPropagation | undefined;
      return {
        kind: 'bind',
        source,
        ...common,
        ...(propagation === undefined ? {} : { propagation }),
        ...(truth('bind-nonrecursive') || values.get('bind-recursive') === 'disabled'
          ? { nonRecursive: true }
          : {}),
      };
    }
    case 'volume':
      return {
        kind: 'volume',
        name: source === '' ? null : source,
        ...common,
        ...(truth('volume-nocopy') ? { noCopy: true } : {}),
        ...(labels.length === 0 ? {} : { labels: Object.fromEntries(labels) }),
      };
    case 'tmpfs': {
      if (source !== '') throw wrong('cannot specify source for type=tmpfs');
      const sizeText = values.get('tmpfs-size');
      const sizeBytes = sizeText === undefined ? undefined : parseSize(sizeText);
      if (sizeBytes === null) throw wrong(`invalid value for tmpfs-size: ${sizeText ?? ''}`);
      const modeText = values.get('tmpfs-mode');
      if (modeText !== undefined && !/^[0-7]{1,5}$/.test(modeText)) {
        throw wrong(`invalid value for tmpfs-mode: ${modeText}`);
      }
      return {
        kind: 'tmpfs',
        target,
        style: 'long',
        ...(common.readOnly ? { options: ['ro'] } : {}),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...(modeText === undefined ? {} : { mode: parseInt(modeText, 8) }),
      };
    }
  }
}

function readFields(text: string, wrong: (reason: string) => UsageError): Fields {
  const fields = csvFields(text.trim());
  if (fields === null) throw wrong('parse error: bare " in non-quoted-field');
  const values = new Map<string, string>();
  const labels: [string, string][] = [];
  for (const field of fields) {
    const equals = field.indexOf('=');
    const written = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const name = alias[written] ?? written;
    const value = field.slice(equals + 1);
    if (equals === -1 && !['readonly', 'volume-nocopy', 'bind-nonrecursive'].includes(name)) {
      throw wrong(`invalid field '${field}' must be a key=value pair`);
    }
    const known = ['type', 'source', 'target', 'readonly', 'consistency'].includes(name);
    if (!known && ownKind[name] === undefined)
      throw wrong(`unexpected key '${written}' in '${field}'`);
    const reason = notHere[name];
    if (reason !== undefined && !(name === 'volume-driver' && value === 'local')) {
      throw wrong(`${name} is not supported: ${reason}`);
    }
    if (name === 'volume-label') {
      const at = value.indexOf('=');
      labels.push(at === -1 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)]);
      values.set(name, '');
    } else values.set(name, equals === -1 ? 'true' : value);
  }
  return { values, labels };
}
