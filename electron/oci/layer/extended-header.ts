import { parsePaxNumber, parsePaxTime, type PaxRecord } from './pax';
import { mapNumber, parseSparseList, pushRange, type SparseRange } from './sparse';
import { tarError } from './tar-format';

/** What PAX headers and GNU long names say about the entry that follows them. */
export interface ExtendedHeader {
  path?: Buffer;
  link?: Buffer;
  size?: number;
  uid?: number;
  gid?: number;
  mtime?: { readonly seconds: number; readonly nanos: number };
  xattrs?: Map<string, string>;
  sparse?: SparseInfo;
}

export interface SparseInfo {
  major: number;
  minor: number;
  name?: Buffer;
  realSize?: number;
  ranges?: SparseRange[];
  /** A position waiting for its length (0.0). */
  position?: number;
}

/** The most extended attributes of one entry; the kernel holds 64 KiB of them. */
const maxXattrs = 1024;

/**
 * Applies PAX records in their order. An empty value takes a former one back (POSIX pax). Keys that
 * say nothing about a layer (atime, ctime, uname, comment, vendor keys) are passed over.
 */
export function applyPaxRecords(
  header: ExtendedHeader,
  records: ReadonlyArray<PaxRecord>,
  offset: number,
): void {
  for (const { key, value } of records) {
    if (value.length === 0 && takeBack(header, key)) continue;
    switch (key) {
      case 'path':
        header.path = value;
        break;
      case 'linkpath':
        header.link = value;
        break;
      case 'size':
        header.size = parsePaxNumber(value.toString('latin1'), offset, 'size');
        break;
      case 'uid':
        header.uid = parsePaxNumber(value.toString('latin1'), offset, 'owner');
        break;
      case 'gid':
        header.gid = parsePaxNumber(value.toString('latin1'), offset, 'group');
        break;
      case 'mtime':
        header.mtime = parsePaxTime(value.toString('latin1'), offset);
        break;
      default:
        if (key.startsWith('SCHILY.xattr.')) setXattr(header, key.slice(13), value, offset);
        else if (key.startsWith('LIBARCHIVE.xattr.'))
          setLibarchiveXattr(header, key.slice(17), value, offset);
        else if (key.startsWith('GNU.sparse.')) applySparse(header, key.slice(11), value, offset);
    }
  }
}

/** True when the key is one that an empty value deletes. An xattr's value may well be empty. */
function takeBack(header: ExtendedHeader, key: string): boolean {
  if (key === 'linkpath') delete header.link;
  else if (key === 'path' || key === 'size' || key === 'uid' || key === 'gid' || key === 'mtime') {
    delete header[key];
  } else return false;
  return true;
}

function setXattr(header: ExtendedHeader, name: string, value: Buffer, offset: number): void {
  if (name === '' || name.length > 255 || name.includes('\0')) {
    throw tarError(
      'ARCHIVE_HOSTILE',
      offset,
      'Read PAX header: an extended attribute has an impossible name',
    );
  }
  header.xattrs ??= new Map();
  header.xattrs.set(name, value.toString('base64'));
  if (header.xattrs.size > maxXattrs || value.length > 65536) {
    throw tarError(
      'ARCHIVE_HOSTILE',
      offset,
      'Read PAX header: more extended attributes than a file can have',
    );
  }
}

/** libarchive writes the name URL-encoded and the value in base64 without padding. */
function setLibarchiveXattr(
  header: ExtendedHeader,
  name: string,
  value: Buffer,
  offset: number,
): void {
  let decoded = name;
  try {
    decoded = decodeURIComponent(name);
  } catch {
    // Not URL-encoded after all: the name is taken as it is.
  }
  if (header.xattrs?.has(decoded) === true) return; // SCHILY.xattr holds the same value, exactly
  setXattr(header, decoded, Buffer.from(value.toString('latin1'), 'base64'), offset);
}

function applySparse(header: ExtendedHeader, key: string, value: Buffer, offset: number): void {
  const sparse = (header.sparse ??= { major: 0, minor: 0 });
  const text = value.toString('latin1');
  switch (key) {
    case 'major':
      sparse.major = mapNumber(text, offset);
      break;
    case 'minor':
      sparse.minor = mapNumber(text, offset);
      break;
    case 'name':
      sparse.name = value;
      break;
    case 'size':
    case 'realsize':
      sparse.realSize = parsePaxNumber(text, offset, 'size');
      break;
    case 'map':
      sparse.ranges = parseSparseList(text, offset);
      break;
    case 'offset':
      sparse.position = mapNumber(text, offset);
      break;
    case 'numbytes':
      sparse.ranges ??= [];
      pushRange(sparse.ranges, sparse.position ?? -1, mapNumber(text, offset), offset);
      break;
    default: // numblocks: the count of what follows, which shows by itself
  }
}
