import type { LayerEntry, LayerEntryKind } from '../../../shared/model/layer';
import { encodePath } from '../../base/path-bytes';
import { encodePaxRecords, formatPaxTime, type PaxRecord } from './pax';
import { blockSize, field, paddingOf } from './tar-format';
import { fitsOctal, writeOctal } from './tar-number';
import { baseName, joinPath, opaqueName, parentPath, whiteoutPrefix } from './tar-path';

const nothing = Buffer.alloc(0);

/** An entry as it is handed to a writer, which finds digest and place out itself. */
export type NewLayerEntry = Omit<LayerEntry, 'digest' | 'dataOffset'>;

const typeFlags: Readonly<Record<LayerEntryKind, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
  whiteout: '0',
  opaque: '0',
};

/**
 * The header blocks of an entry: one ustar block, after a PAX header only where ustar cannot say it
 * (long or non-ASCII names, fractions of a second, times before 1970, large ids and sizes, xattrs).
 * The same entry always gives the same bytes.
 */
export function encodeHeader(entry: NewLayerEntry): Buffer {
  const name = nameInTar(entry);
  const link = entry.link === undefined ? nothing : encodePath(entry.link);
  const records: PaxRecord[] = [];
  const text = (key: string, value: string) => records.push({ key, value: Buffer.from(value) });
  const place = placeName(name);
  if (place === null) records.push({ key: 'path', value: name });
  if (link.length > field.link[1] || !isAscii(link)) records.push({ key: 'linkpath', value: link });
  const { sizeBytes, uid, gid, mtimeSeconds, mtimeNanos } = entry;
  if (!fitsOctal(sizeBytes, field.size[1])) text('size', String(sizeBytes));
  if (!fitsOctal(uid, field.uid[1])) text('uid', String(uid));
  if (!fitsOctal(gid, field.gid[1])) text('gid', String(gid));
  if (mtimeNanos !== 0 || !fitsOctal(mtimeSeconds, field.mtime[1])) {
    text('mtime', formatPaxTime(mtimeSeconds, mtimeNanos));
  }
  for (const key of Object.keys(entry.xattrs ?? {}).sort()) {
    records.push({
      key: `SCHILY.xattr.${key}`,
      value: Buffer.from(entry.xattrs?.[key] ?? '', 'base64'),
    });
  }
  const header = encodeBlock(
    entry,
    place ?? { prefix: nothing, name: name.subarray(0, 100) },
    link,
  );
  return records.length === 0 ? header : Buffer.concat([encodePaxHeader(entry, records), header]);
}

/** The name with the marks that whiteouts, opaque folders and directories have in a tar. */
function nameInTar(entry: NewLayerEntry): Buffer {
  const { path, kind } = entry;
  if (kind === 'directory') return encodePath(path === '' ? './' : `${path}/`);
  if (kind === 'whiteout')
    return encodePath(joinPath(parentPath(path), whiteoutPrefix + baseName(path)));
  if (kind === 'opaque') return encodePath(joinPath(path, opaqueName));
  return encodePath(path);
}

/** Splits a name over ustar's prefix and name fields; null when they cannot hold it. */
function placeName(name: Buffer): { prefix: Buffer; name: Buffer } | null {
  if (!isAscii(name)) return null;
  if (name.length <= field.name[1]) return { prefix: nothing, name };
  const slash = name.indexOf(0x2f, Math.max(1, name.length - field.name[1] - 1));
  if (slash === -1 || slash > field.prefix[1] || slash === name.length - 1) return null;
  return { prefix: name.subarray(0, slash), name: name.subarray(slash + 1) };
}

function encodeBlock(
  entry: NewLayerEntry,
  place: { prefix: Buffer; name: Buffer },
  link: Buffer,
): Buffer {
  const block = zeroed(blockSize);
  const octal = (at: readonly [number, number], value: number) =>
    writeOctal(block, at[0], at[1], fitsOctal(value, at[1]) ? value : 0);
  place.name.copy(block, field.name[0]);
  octal(field.mode, entry.mode & 0o7777);
  octal(field.uid, entry.uid);
  octal(field.gid, entry.gid);
  octal(field.size, entry.sizeBytes);
  octal(field.mtime, entry.mtimeSeconds);
  block.write(typeFlags[entry.kind], field.type[0], 'latin1');
  link.copy(block, field.link[0], 0, field.link[1]);
  block.write('ustar\0' + '00', field.magic[0], 'latin1');
  octal(field.deviceMajor, entry.deviceMajor ?? 0);
  octal(field.deviceMinor, entry.deviceMinor ?? 0);
  place.prefix.copy(block, field.prefix[0]);
  return withChecksum(block);
}

function encodePaxHeader(entry: NewLayerEntry, records: ReadonlyArray<PaxRecord>): Buffer {
  const body = encodePaxRecords(records);
  const block = zeroed(blockSize);
  const label = baseName(entry.path)
    .replace(/[^\x21-\x7e]/g, '_')
    .slice(0, 80);
  block.write(`PaxHeaders.0/${label}`, field.name[0], 'latin1');
  writeOctal(block, field.mode[0], field.mode[1], 0o644);
  writeOctal(block, field.uid[0], field.uid[1], 0);
  writeOctal(block, field.gid[0], field.gid[1], 0);
  writeOctal(block, field.size[0], field.size[1], body.length);
  writeOctal(block, field.mtime[0], field.mtime[1], 0);
  block.write('x', field.type[0], 'latin1');
  block.write('ustar\0' + '00', field.magic[0], 'latin1');
  return Buffer.concat([withChecksum(block), body, zeroed(paddingOf(body.length))]);
}

/** Six octal digits, NUL, blank: the form every old tar wrote. */
function withChecksum(block: Buffer): Buffer {
  const [start, length] = field.checksum;
  block.fill(0x20, start, start + length);
  let sum = 0;
  for (let index = 0; index < blockSize; index += 1) sum += block[index] ?? 0;
  writeOctal(block, start, length - 1, sum);
  return block;
}

/** From Buffer's pool: `alloc` makes a store of its own for every block. */
const zeroed = (length: number): Buffer => Buffer.allocUnsafe(length).fill(0);

function isAscii(bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index += 1)
    if ((bytes[index] ?? 0) >= 0x80) return false;
  return true;
}
