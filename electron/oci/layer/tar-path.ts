import { decodePath } from '../../base/path-bytes';
import { limits, tarError } from './tar-format';

const slash = 0x2f;
const dot = 0x2e;

/**
 * The layer path of a name as it stands in an archive: without leading `./` and `/`, trailing and
 * doubled slashes. Throws ARCHIVE_HOSTILE for `..` components, NUL bytes and names that no Linux
 * file system can hold.
 */
export function cleanPath(raw: Uint8Array, offset: number): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (!isPlain(bytes, offset)) return cleanComponents(bytes, offset);
  const end = bytes[bytes.length - 1] === slash ? bytes.length - 1 : bytes.length;
  return decodePath(bytes.subarray(0, end));
}

/** True when the name is a clean relative path (perhaps with one final slash) with ordinary sizes. */
function isPlain(bytes: Buffer, offset: number): boolean {
  let start = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte === 0)
      throw tarError('ARCHIVE_HOSTILE', offset, 'Read tar header: a name holds a NUL byte');
    if (byte === slash) {
      if (index === start) return false;
      start = index + 1;
    } else if (byte === dot && index === start) {
      return false;
    }
    if (index - start >= limits.nameBytes) return false;
  }
  return bytes.length > 0 && bytes.length <= limits.pathBytes;
}

function cleanComponents(bytes: Buffer, offset: number): string {
  const parts: string[] = [];
  let total = -1;
  for (let start = 0; start <= bytes.length;) {
    const found = bytes.indexOf(slash, start);
    const end = found === -1 ? bytes.length : found;
    const part = bytes.subarray(start, end);
    start = end + 1;
    if (part.length === 0 || (part.length === 1 && part[0] === dot)) continue;
    if (part.length === 2 && part[0] === dot && part[1] === dot) {
      throw tarError(
        'ARCHIVE_HOSTILE',
        offset,
        `Read tar header: the name “${shown(bytes)}” holds “..”`,
      );
    }
    total += part.length + 1;
    if (part.length > limits.nameBytes || total > limits.pathBytes) {
      throw tarError(
        'ARCHIVE_HOSTILE',
        offset,
        `Read tar header: the name “${shown(bytes)}” is too long for any file system`,
      );
    }
    parts.push(decodePath(part));
  }
  return parts.join('/');
}

/** A name as it may be shown in a message: short and without control characters. */
export function shown(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 200))
    .toString('utf8')
    .replace(/[\u0000-\u001f\u007f]/g, '?');
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** OCI image-spec "layer.md", Whiteouts: what a file name means inside a layer. */
export const whiteoutPrefix = '.wh.';
export const opaqueName = '.wh..wh..opq';

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder of a path, '' at the top. */
export function parentPath(path: string): string {
  const slashAt = path.lastIndexOf('/');
  return slashAt === -1 ? '' : path.slice(0, slashAt);
}

export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
