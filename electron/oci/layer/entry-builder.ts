import type { LayerEntry, LayerEntryKind } from '../../../shared/model/layer';
import { decodePath } from '../../base/path-bytes';
import type { ExtendedHeader } from './extended-header';
import type { SparseRange } from './sparse';
import { limits, tarError } from './tar-format';
import { checkedId, type RawHeader } from './tar-header';
import {
  baseName,
  cleanPath,
  joinPath,
  opaqueName,
  parentPath,
  shown,
  whiteoutPrefix,
} from './tar-path';
import type { TarParserOptions } from './tar-sink';

/** An entry about to be read: `entry` is null when the archive's record is none of a layer's. */
export interface PendingEntry {
  readonly entry: LayerEntry | null;
  /** Bytes of content in the archive after any sparse map. */
  readonly storedSize: number;
  /** Where the stored bytes belong; null when the file is stored whole. */
  readonly ranges: SparseRange[] | null;
}

export interface EntryPlace {
  readonly headerOffset: number;
  readonly dataOffset: number;
  /** Bytes of the stored size that the sparse map took. */
  readonly mapSize: number;
}

const kinds: Readonly<Record<string, LayerEntryKind>> = {
  '0': 'file',
  '7': 'file', // contiguous file
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  D: 'directory', // GNU incremental backup: names as data
};

/** Puts a header and its extended headers together and checks them. */
export function buildEntry(
  raw: RawHeader,
  global: ExtendedHeader,
  extended: ExtendedHeader,
  options: TarParserOptions,
  place: EntryPlace,
): PendingEntry {
  const offset = place.headerOffset;
  const size = extended.size ?? raw.size;
  const name = extended.sparse?.name ?? extended.path ?? raw.name;
  const path = cleanPath(name, offset);
  let kind = kinds[raw.type];
  if (kind === undefined) throw unknownType(raw.type, name, offset);
  if (kind === 'file' && size === 0 && name[name.length - 1] === 0x2f) kind = 'directory'; // v7
  const hasContent = kind === 'file' || raw.type === 'D';
  const storedSize = hasContent ? size - place.mapSize : 0;
  if (storedSize < 0)
    throw tarError('ARCHIVE_CORRUPT', offset, 'Read sparse file: it is shorter than its map');
  if (path === '' && kind !== 'directory') {
    if (options.oddRoot === 'skip') return { entry: null, storedSize, ranges: null };
    throw tarError('ARCHIVE_HOSTILE', offset, 'Read tar header: the root is not a directory');
  }
  const ranges =
    kind === 'file' && extended.sparse !== undefined ? (extended.sparse.ranges ?? []) : null;
  const whiteout = options.whiteouts === false ? null : whiteoutOf(path);
  if (whiteout === 'skip') return { entry: null, storedSize, ranges: null };
  const time = extended.mtime ?? global.mtime ?? { seconds: raw.mtime, nanos: 0 };
  const entry: LayerEntry = {
    path: whiteout?.path ?? path,
    kind: whiteout?.kind ?? kind,
    mode: raw.mode & 0o7777,
    uid: checkedId(extended.uid ?? global.uid ?? raw.uid, offset),
    gid: checkedId(extended.gid ?? global.gid ?? raw.gid, offset),
    sizeBytes: kind === 'file' && whiteout === null ? fileSize(extended, storedSize, offset) : 0,
    mtimeSeconds: time.seconds,
    mtimeNanos: time.nanos,
    ...(whiteout === null ? detailsOf(kind, raw, global, extended, offset) : {}),
    ...(kind === 'file' && whiteout === null && ranges === null
      ? { dataOffset: place.dataOffset }
      : {}),
  };
  return { entry, storedSize, ranges: whiteout === null ? ranges : null };
}

/** Global headers may carry what suits many entries; names and sizes do not. */
export function checkGlobal(global: ExtendedHeader, offset: number): void {
  if (global.path ?? global.link ?? global.size ?? global.sparse) {
    throw tarError(
      'ARCHIVE_HOSTILE',
      offset,
      'Read PAX header: a global header gives every entry one name or size',
    );
  }
}

function fileSize(extended: ExtendedHeader, storedSize: number, offset: number): number {
  if (extended.sparse === undefined) return storedSize;
  const size = extended.sparse.realSize;
  if (size === undefined)
    throw tarError('ARCHIVE_CORRUPT', offset, 'Read sparse file: its size is missing');
  return size;
}

function detailsOf(
  kind: LayerEntryKind,
  raw: RawHeader,
  global: ExtendedHeader,
  extended: ExtendedHeader,
  offset: number,
): Partial<LayerEntry> {
  const xattrs = extended.xattrs ?? global.xattrs;
  return {
    ...(kind === 'symlink' ? { link: symlinkTarget(extended.link ?? raw.link, offset) } : {}),
    ...(kind === 'hardlink' ? { link: hardLinkTarget(extended.link ?? raw.link, offset) } : {}),
    ...(kind === 'character-device' || kind === 'block-device' ? deviceOf(raw, offset) : {}),
    ...(xattrs === undefined ? {} : { xattrs: Object.fromEntries(xattrs) }),
  };
}

function symlinkTarget(target: Buffer, offset: number): string {
  if (target.length === 0)
    throw tarError('ARCHIVE_CORRUPT', offset, 'Read tar header: a symbolic link has no target');
  if (target.includes(0))
    throw tarError('ARCHIVE_HOSTILE', offset, 'Read tar header: a link target holds a NUL byte');
  if (target.length > limits.pathBytes) {
    throw tarError(
      'ARCHIVE_HOSTILE',
      offset,
      'Read tar header: a link target is too long for any file system',
    );
  }
  return decodePath(target);
}

/** `/usr/bin/x` and `./usr/bin/x` mean the layer's file; anything outside is refused. */
function hardLinkTarget(target: Buffer, offset: number): string {
  const path = cleanPath(target, offset);
  if (path === '')
    throw tarError('ARCHIVE_CORRUPT', offset, 'Read tar header: a hard link has no target');
  return path;
}

function deviceOf(raw: RawHeader, offset: number): Partial<LayerEntry> {
  const { deviceMajor, deviceMinor } = raw;
  const fits = (value: number, most: number) => value >= 0 && value <= most;
  if (!fits(deviceMajor, limits.deviceMajor) || !fits(deviceMinor, limits.deviceMinor)) {
    throw tarError(
      'ARCHIVE_HOSTILE',
      offset,
      `Read tar header: the device number ${deviceMajor}:${deviceMinor} does not exist on Linux`,
    );
  }
  return { deviceMajor, deviceMinor };
}

/** What a `.wh.` name stands for; `skip` for the bookkeeping of aufs, which means nothing here. */
function whiteoutOf(path: string): { path: string; kind: 'whiteout' | 'opaque' } | 'skip' | null {
  const name = baseName(path);
  if (!name.startsWith(whiteoutPrefix)) return path.startsWith('.wh..wh.') ? 'skip' : null;
  if (name === opaqueName) return { path: parentPath(path), kind: 'opaque' };
  if (name.startsWith('.wh..wh.')) return 'skip';
  const target = name.slice(whiteoutPrefix.length);
  return target === '' ? 'skip' : { path: joinPath(parentPath(path), target), kind: 'whiteout' };
}

function unknownType(type: string, name: Buffer, offset: number): Error {
  if (type === 'M') {
    return tarError(
      'NOT_SUPPORTED',
      offset,
      `Read tar header: “${shown(name)}” goes on from another volume`,
    );
  }
  const code = type.charCodeAt(0).toString(16).padStart(2, '0');
  return tarError(
    'ARCHIVE_CORRUPT',
    offset,
    `Read tar header: “${shown(name)}” is of the unknown type 0x${code}`,
  );
}
