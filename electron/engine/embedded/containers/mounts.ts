import { posix } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type {
  BindMount,
  ContainerMount,
  ContainerOptions,
  TmpfsMount,
  VolumeMount,
} from '../../../../shared/model/container-options';
import type { ContainerConfig } from '../../../../shared/model/image';
import type { MountPoint } from '../../../../shared/model/volume';
import type { SandboxMount } from '../../../runtime/step';
import type { Store, VolumeRecord } from '../../../store/store';
import { newVolume } from '../volumes/embedded-volumes';
import { checkVolumeName } from '../volumes/volume-names';

/** A mount of a container as it is kept with it. */
export interface StoredMount {
  readonly point: MountPoint;
  readonly mount: SandboxMount;
  /** False for what --tmpfs made, which `inspect` lists elsewhere. */
  readonly listed: boolean;
}

export interface ResolvedMounts {
  /** Outer ones first, so that one may lie in another. */
  readonly mounts: ReadonlyArray<StoredMount>;
  /** All volumes among them; those that are missing are made as written here. */
  readonly volumes: ReadonlyArray<VolumeRecord>;
  /** Volumes that are filled from the image while they are empty. */
  readonly fills: ReadonlyArray<{ readonly name: string; readonly target: string }>;
}

interface Resolved {
  readonly stored: StoredMount;
  readonly volume: VolumeRecord | null;
  readonly fill: boolean;
}

/**
 * Decides what is mounted where, as Docker does: options of the command line first, then what other
 * containers have, then the image's VOLUMEs. INVALID_ARGUMENT for two mounts at one place.
 */
export function resolveMounts(
  options: ContainerOptions,
  config: ContainerConfig,
  others: (name: string) => ReadonlyArray<StoredMount>,
  store: Pick<Store, 'paths' | 'volumes'>,
): ResolvedMounts {
  const byTarget = new Map<string, Resolved>();
  for (const given of options.mounts ?? []) {
    const resolved = resolve(given, store);
    const { target } = resolved.stored.point;
    if (byTarget.has(target)) {
      throw new DarkroomError('INVALID_ARGUMENT', `Duplicate mount point: ${target}`);
    }
    byTarget.set(target, resolved);
  }
  for (const text of options.volumesFrom ?? []) {
    const { name, readOnly } = parseVolumesFrom(text);
    for (const taken of others(name)) {
      const { target } = taken.point;
      if (!byTarget.has(target)) byTarget.set(target, takeOver(taken, readOnly, store));
    }
  }
  for (const path of Object.keys(config.Volumes ?? {})) {
    const target = plainPath(path);
    if (!target.startsWith('/') || byTarget.has(target)) continue;
    const mount = { kind: 'volume', name: null, target, readOnly: false } as const;
    byTarget.set(target, resolveVolume(mount, store));
  }
  const all = [...byTarget.values()].sort(
    (a, b) => depth(a.stored.point.target) - depth(b.stored.point.target),
  );
  return {
    mounts: all.map(({ stored }) => stored),
    volumes: all.flatMap(({ volume }) => volume ?? []),
    fills: all.flatMap(({ stored: { point }, fill }) =>
      fill ? [{ name: point.name, target: point.target }] : [],
    ),
  };
}

function resolve(given: ContainerMount, store: Pick<Store, 'paths' | 'volumes'>): Resolved {
  switch (given.kind) {
    case 'bind':
      return { stored: bindOf(given), volume: null, fill: false };
    case 'tmpfs':
      return { stored: tmpfsOf(given), volume: null, fill: false };
    case 'volume':
      return resolveVolume(given, store);
  }
}

function bindOf(given: BindMount): StoredMount {
  const target = plainPath(given.target);
  const { source, readOnly, propagation, nonRecursive } = given;
  const mode = given.style === 'short' && readOnly ? 'ro' : '';
  return {
    point: {
      kind: 'bind',
      name: '',
      source,
      target,
      readOnly,
      mode,
      propagation: propagation ?? 'rprivate',
    },
    mount: {
      kind: 'bind',
      source,
      target,
      readOnly,
      ...(propagation === undefined ? {} : { propagation }),
      ...(nonRecursive === true ? { nonRecursive } : {}),
    },
    listed: true,
  };
}

function tmpfsOf(given: TmpfsMount): StoredMount {
  const target = plainPath(given.target);
  const { sizeBytes, mode, options = [] } = given;
  const readOnly = options.includes('ro');
  return {
    point: { kind: 'tmpfs', name: '', source: '', target, readOnly, mode: '', propagation: '' },
    mount: {
      kind: 'tmpfs',
      target,
      readOnly,
      ...(sizeBytes === undefined ? {} : { sizeBytes }),
      ...(mode === undefined ? {} : { mode }),
      ...(options.length === 0 ? {} : { options }),
    },
    listed: given.style !== 'short',
  };
}

function resolveVolume(given: VolumeMount, store: Pick<Store, 'paths' | 'volumes'>): Resolved {
  if (given.name !== null) checkVolumeName(given.name);
  const known = given.name === null ? null : store.volumes.tryFind(given.name);
  const record = known ?? newVolume(given.name, given.labels ?? {});
  const target = plainPath(given.target);
  const { readOnly } = given;
  const source = store.paths.volumeData(record.name);
  const long = given.style === 'long';
  return {
    stored: {
      point: {
        kind: 'volume',
        name: record.name,
        source,
        target,
        readOnly,
        mode: long || given.name === null ? (long ? 'z' : '') : readOnly ? 'ro' : 'z',
        propagation: '',
      },
      mount: { kind: 'bind', source, target, readOnly },
      listed: true,
    },
    volume: record,
    fill: given.noCopy !== true,
  };
}

function takeOver(taken: StoredMount, readOnly: boolean, store: Pick<Store, 'volumes'>): Resolved {
  const { point, mount } = taken;
  const sealed = readOnly || point.readOnly;
  const stored = {
    ...taken,
    point: { ...point, readOnly: sealed },
    mount: { ...mount, readOnly: sealed },
  };
  if (point.kind !== 'volume') return { stored, volume: null, fill: false };
  return { stored, volume: store.volumes.find(point.name), fill: true };
}

function parseVolumesFrom(text: string): { readonly name: string; readonly readOnly: boolean } {
  const [name = '', mode = 'rw', ...rest] = text.split(':');
  if (name === '' || rest.length > 0 || !['ro', 'rw', 'z', 'Z'].includes(mode)) {
    throw new DarkroomError('INVALID_ARGUMENT', `invalid volumes-from specification: ${text}`, {
      hint: 'Write it as CONTAINER, CONTAINER:ro or CONTAINER:rw.',
    });
  }
  return { name, readOnly: mode === 'ro' };
}

/** Without doubled and trailing slashes, so that the same place is written in one way. */
export function plainPath(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}

function depth(path: string): number {
  return path.split('/').length;
}
