import { decodePath, encodePath } from '../../base/path-bytes';
import type { LayerEntry, LayerEntryKind } from '../../../shared/model/layer';
import type { SqlValue } from './index-database';

/** A layer's entry ids are `layerId * layerStride + position`. */
export const layerStride = 2 ** 32;

/** Numbers in the index; the order never changes. */
const kinds: ReadonlyArray<LayerEntryKind> = [
  'file',
  'directory',
  'symlink',
  'hardlink',
  'character-device',
  'block-device',
  'fifo',
  'whiteout',
  'opaque',
];
const kindNumbers = new Map(kinds.map((kind, number) => [kind, number]));

/** An entry as `entryColumns` selects it; a tuple, because it is read twice as fast as an object. */
export type EntryRow = readonly [
  entryId: number,
  folderId: number,
  name: string | Buffer,
  kind: number,
  mode: number,
  uid: number,
  gid: number,
  sizeBytes: number,
  mtimeSeconds: number,
  mtimeNanos: number,
  link: string | Buffer | null,
  digest: string | null,
  dataOffset: number | null,
  extra: string | null,
];

export const entryColumns = `entry_id, folder_id, name, kind, mode, uid, gid, size_bytes, mtime_seconds,
  mtime_nanos, link, digest, data_offset, extra`;

interface Extra {
  readonly device?: readonly [number, number];
  readonly xattrs?: Readonly<Record<string, string>>;
}

/** Paths that are no valid UTF-8 go into SQLite as bytes: as text they would lose their bytes. */
export function toSqlPath(path: string): string | Buffer {
  return path.isWellFormed() ? path : encodePath(path);
}

export function fromSqlPath(value: string | Buffer): string {
  return typeof value === 'string' ? value : decodePath(value);
}

export function kindNumber(kind: LayerEntryKind): number {
  return kindNumbers.get(kind) ?? 0;
}

export const insertEntrySql = `INSERT INTO entries (${entryColumns})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function extraOf(entry: LayerEntry): SqlValue {
  if (entry.xattrs === undefined && entry.deviceMajor === undefined) return null;
  const extra: Extra = {
    ...(entry.deviceMajor === undefined
      ? {}
      : { device: [entry.deviceMajor, entry.deviceMinor ?? 0] }),
    ...(entry.xattrs === undefined ? {} : { xattrs: entry.xattrs }),
  };
  return JSON.stringify(extra);
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Folder and last part; the root's folder is null. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return slash < 0
    ? { folder: '', name: path }
    : { folder: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** Built field by field: hundreds of thousands are made at a time. */
export function entryFromRow(row: EntryRow, path: string): LayerEntry {
  const [
    ,
    ,
    ,
    kind,
    mode,
    uid,
    gid,
    sizeBytes,
    mtimeSeconds,
    mtimeNanos,
    link,
    digest,
    dataOffset,
    extra,
  ] = row;
  const entry: { -readonly [Field in keyof LayerEntry]: LayerEntry[Field] } = {
    path,
    kind: kinds[kind] ?? 'file',
    mode,
    uid,
    gid,
    sizeBytes,
    mtimeSeconds,
    mtimeNanos,
  };
  if (link !== null) entry.link = fromSqlPath(link);
  if (digest !== null) entry.digest = digest;
  if (dataOffset !== null) entry.dataOffset = dataOffset;
  if (extra !== null) {
    const { device, xattrs } = JSON.parse(extra) as Extra;
    if (device !== undefined) [entry.deviceMajor, entry.deviceMinor] = device;
    if (xattrs !== undefined) entry.xattrs = xattrs;
  }
  return entry;
}

/** A folder that only follows from the paths below it; tools make it with these attributes. */
export function impliedFolder(path: string): LayerEntry {
  return {
    path,
    kind: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    sizeBytes: 0,
    mtimeSeconds: 0,
    mtimeNanos: 0,
  };
}
