import { field, limits, tarError } from './tar-format';
import { readNumber } from './tar-number';

/** A header block as it stands, before extended headers are applied. */
export interface RawHeader {
  /** Type flag as a character; '\0' reads as '0'. */
  readonly type: string;
  /** Joined with the ustar prefix where there is one; still raw bytes. */
  readonly name: Buffer;
  readonly link: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of data that follow, before PAX overrides it. */
  readonly size: number;
  readonly mtime: number;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
}

/** True for the all-zero block that ends an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let index = 0; index < 512; index += 1) if (block[index] !== 0) return false;
  return true;
}

/** True when the block's stored checksum is that of its bytes, summed unsigned or (old Suns) signed. */
export function hasValidChecksum(block: Uint8Array): boolean {
  let unsigned = 0;
  let high = 0;
  for (let index = 0; index < 512; index += 1) {
    const byte = block[index] ?? 0;
    unsigned += byte;
    high += byte >> 7;
  }
  const [start, length] = field.checksum;
  for (let index = start; index < start + length; index += 1) {
    const byte = block[index] ?? 0;
    unsigned += 0x20 - byte;
    high -= byte >> 7;
  }
  let stored = 0;
  let digits = 0;
  for (let index = start; index < start + length; index += 1) {
    const byte = block[index] ?? 0;
    if (byte === 0x20 && digits === 0) continue;
    if (byte < 0x30 || byte > 0x37) break;
    stored = stored * 8 + byte - 0x30;
    digits += 1;
  }
  return digits > 0 && (stored === unsigned || stored === unsigned - 256 * high);
}

/**
 * Reads a header block at archive offset `offset`: v7, ustar (POSIX), star and GNU. Throws
 * ARCHIVE_CORRUPT when the checksum does not match or a number is none.
 */
export function readHeader(block: Buffer, offset: number): RawHeader {
  if (!hasValidChecksum(block)) {
    throw tarError('ARCHIVE_CORRUPT', offset, 'Read tar header: the checksum does not match');
  }
  const magic = block.toString('latin1', field.magic[0], field.magic[0] + 8);
  const isUstar = magic.startsWith('ustar\0');
  const hasDevices = isUstar || magic === 'ustar  \0';
  const typeByte = block[field.type[0]] ?? 0;
  const type = typeByte === 0 ? '0' : String.fromCharCode(typeByte);
  const number = (at: readonly [number, number], what: string) =>
    readNumber(block, at[0], at[1], offset, what);
  const isDevice = hasDevices && (type === '3' || type === '4');
  return {
    type,
    name: readName(block, isUstar),
    link: cString(block, field.link[0], field.link[1]),
    mode: number(field.mode, 'mode'),
    uid: checkedId(number(field.uid, 'owner'), offset),
    gid: checkedId(number(field.gid, 'group'), offset),
    size: checkedSize(number(field.size, 'size'), offset),
    mtime: number(field.mtime, 'time'),
    deviceMajor: isDevice ? number(field.deviceMajor, 'device number') : 0,
    deviceMinor: isDevice ? number(field.deviceMinor, 'device number') : 0,
  };
}

export function checkedSize(size: number, offset: number): number {
  if (size < 0) throw tarError('ARCHIVE_CORRUPT', offset, 'Read tar header: the size is negative');
  if (size > limits.fileBytes) {
    throw tarError('ARCHIVE_HOSTILE', offset, 'Read tar header: the size is absurdly large');
  }
  return size;
}

/** Owner ids are unsigned 32-bit; the last one means "no id" to the kernel. */
export function checkedId(id: number, offset: number): number {
  if (id < 0 || id >= 0xffffffff) {
    throw tarError(
      'ARCHIVE_HOSTILE',
      offset,
      `Read tar header: the owner id ${id} does not exist on Linux`,
    );
  }
  return id;
}

function readName(block: Buffer, isUstar: boolean): Buffer {
  const name = cString(block, field.name[0], field.name[1]);
  if (!isUstar || block[field.prefix[0]] === 0) return name;
  const isStar = block.toString('latin1', 508, 512) === 'tar\0';
  const prefix = cString(block, field.prefix[0], isStar ? 131 : field.prefix[1]);
  return Buffer.concat([prefix, Buffer.from('/'), name]);
}

/**
 * A copy, and without `indexOf`: blocks lie in memory shared between threads, and there `indexOf`, once
 * it is optimised, ends the process (V8's fast calls in Electron 33 take no shared memory).
 */
function cString(block: Buffer, start: number, length: number): Buffer {
  const limit = start + length;
  let end = start;
  while (end < limit && block[end] !== 0) end += 1;
  return Buffer.from(block.subarray(start, end));
}
