import type { LayerEntry, LayerEntryKind } from '../../../shared/model/layer';
import { encodePath } from '../../base/path-bytes';
import { encodePaxRecords, formatPaxTime, type PaxRecord } from './pax';
import { blockSize, field, paddingOf } from './tar-format';
import { fitsOctal, writeOctal } from './tar-number';
import { baseName, joinPath, opaqueName, parentPath, whiteoutPrefix } from './tar-path';

const printable = /^[\x20-\x7e]*$/;
let blank: Buffer | undefined;

/** All but name, link, numbers and checksum of a header without devices. */
function blankBlock(): Buffer {
  if (blank !== undefined) return blank;
  blank = Buffer.alloc(blockSize);
  octal(blank, field.deviceMajor, 0);
  octal(blank, field.deviceMinor, 0);
  blank.write('ustar\0' + '00', field.magic[0], 'latin1');
  blank.fill(0x20, field.checksum[0], field.checksum[0] + field.checksum[1]);
  return blank;
}

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
 * The same entry always gives the same bytes. `target`, a block long, is filled and returned where one
 * block is enough: writers of many entries keep one.
 */
export function encodeHeader(entry: NewLayerEntry, target = Buffer.alloc(blockSize)): Buffer {
  const name = nameInTar(entry);
  const link = entry.link ?? '';
  const place = placeName(name);
  const linkFits = link.length <= field.link[1] && printable.test(link);
  const records = paxRecords(entry, place === null ? name : null, linkFits ? null : link);
  encodeBlock(target, entry);
  if (place !== null) {
    target.write(place.name, field.name[0], 'latin1');
    if (place.prefix !== '') target.write(place.prefix, field.prefix[0], 'latin1');
  } else encodePath(name).copy(target, field.name[0], 0, field.name[1]);
  if (!linkFits) encodePath(link).copy(target, field.link[0], 0, field.link[1]);
  else if (link !== '') target.write(link, field.link[0], 'latin1');
  writeChecksum(target);
  return records.length === 0 ? target : Buffer.concat([encodePaxHeader(entry, records), target]);
}

/** What ustar's fields cannot say; `name` and `link` only where that is so for them. */
function paxRecords(entry: NewLayerEntry, name: string | null, link: string | null): PaxRecord[] {
  const records: PaxRecord[] = [];
  const text = (key: string, value: string) => records.push({ key, value: Buffer.from(value) });
  const { sizeBytes, uid, gid, mtimeSeconds, mtimeNanos, xattrs } = entry;
  if (name !== null) records.push({ key: 'path', value: encodePath(name) });
  if (link !== null) records.push({ key: 'linkpath', value: encodePath(link) });
  if (!fitsOctal(sizeBytes, field.size[1])) text('size', String(sizeBytes));
  if (!fitsOctal(uid, field.uid[1])) text('uid', String(uid));
  if (!fitsOctal(gid, field.gid[1])) text('gid', String(gid));
  if (mtimeNanos !== 0 || !fitsOctal(mtimeSeconds, field.mtime[1])) {
    text('mtime', formatPaxTime(mtimeSeconds, mtimeNanos));
  }
  if (xattrs === undefined) return records;
  for (const key of Object.keys(xattrs).sort()) {
    records.push({ key: `SCHILY.xattr.${key}`, value: Buffer.from(xattrs[key] ?? '', 'base64') });
  }
  return records;
}

/** The name with the marks that whiteouts, opaque folders and directories have in a tar. */
function nameInTar({ path, kind }: NewLayerEntry): string {
  if (kind === 'directory') return path === '' ? './' : `${path}/`;
  if (kind === 'whiteout') return joinPath(parentPath(path), whiteoutPrefix + baseName(path));
  return kind === 'opaque' ? joinPath(path, opaqueName) : path;
}

/** Splits a name over ustar's prefix and name fields; null when they cannot hold it. */
function placeName(name: string): { readonly prefix: string; readonly name: string } | null {
  if (!printable.test(name)) return null;
  if (name.length <= field.name[1]) return { prefix: '', name };
  const slash = name.indexOf('/', Math.max(1, name.length - field.name[1] - 1));
  if (slash === -1 || slash > field.prefix[1] || slash === name.length - 1) return null;
  return { prefix: name.slice(0, slash), name: name.slice(slash + 1) };
}

/** All but names and checksum, whose field is blank. */
function encodeBlock(block: Buffer, entry: NewLayerEntry): void {
  block.set(blankBlock());
  octal(block, field.mode, entry.mode & 0o7777);
  octal(block, field.uid, entry.uid);
  octal(block, field.gid, entry.gid);
  octal(block, field.size, entry.sizeBytes);
  octal(block, field.mtime, entry.mtimeSeconds);
  block[field.type[0]] = typeFlags[entry.kind].charCodeAt(0);
  if (entry.deviceMajor !== undefined) octal(block, field.deviceMajor, entry.deviceMajor);
  if (entry.deviceMinor !== undefined) octal(block, field.deviceMinor, entry.deviceMinor);
}

function octal(block: Buffer, at: readonly [number, number], value: number): void {
  writeOctal(block, at[0], at[1], fitsOctal(value, at[1]) ? value : 0);
}

function encodePaxHeader(entry: NewLayerEntry, records: ReadonlyArray<PaxRecord>): Buffer {
  const body = encodePaxRecords(records);
  const block = Buffer.from(blankBlock());
  const label = baseName(entry.path)
    .replace(/[^\x21-\x7e]/g, '_')
    .slice(0, 80);
  block.write(`PaxHeaders.0/${label}`, field.name[0], 'latin1');
  octal(block, field.mode, 0o644);
  octal(block, field.uid, 0);
  octal(block, field.gid, 0);
  octal(block, field.size, body.length);
  octal(block, field.mtime, 0);
  block.write('x', field.type[0], 'latin1');
  block.fill(0, field.deviceMajor[0], field.prefix[0]);
  writeChecksum(block);
  return Buffer.concat([block, body, Buffer.alloc(paddingOf(body.length))]);
}

/** Six octal digits, NUL, blank: the form every old tar wrote. The field must be blank before. */
function writeChecksum(block: Buffer): void {
  const [start, length] = field.checksum;
  let sum = 0;
  for (let index = 0; index < blockSize; index += 1) sum += block[index] ?? 0;
  writeOctal(block, start, length - 1, sum);
}
