import { isUtf8 } from 'node:buffer';

/**
 * File names are bytes; most are UTF-8, some are not. Inside Darkroom they are strings in
 * surrogateescape form: a byte that is no part of valid UTF-8 stands as U+DC00 + byte, which no valid
 * UTF-8 decodes to, so that encodePath(decodePath(b)) gives b for every b.
 */
export function decodePath(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString('utf8');
  let text = '';
  let index = 0;
  while (index < buffer.length) {
    const length = validSequenceLength(buffer, index);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (buffer[index] ?? 0));
      index += 1;
    } else {
      text += buffer.toString('utf8', index, index + length);
      index += length;
    }
  }
  return text;
}

const escaped = /[\udc80-\udcff]/;

/** The bytes of a path in surrogateescape form. */
export function encodePath(path: string): Buffer {
  if (!escaped.test(path)) return Buffer.from(path, 'utf8');
  const parts: Buffer[] = [];
  let plainStart = 0;
  for (let index = 0; index < path.length; index += 1) {
    const unit = path.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      index += 1; // a proper pair; its low half is no escape
    } else if (unit >= 0xdc80 && unit <= 0xdcff) {
      parts.push(Buffer.from(path.slice(plainStart, index), 'utf8'), Buffer.from([unit - 0xdc00]));
      plainStart = index + 1;
    }
  }
  parts.push(Buffer.from(path.slice(plainStart), 'utf8'));
  return Buffer.concat(parts);
}

/** True when the path cannot be shown or stored as plain UTF-8 text. */
export function hasEscapedBytes(path: string): boolean {
  return escaped.test(path) && !Buffer.from(path, 'utf8').equals(encodePath(path));
}

/** Length in bytes of the valid UTF-8 sequence at `index`, 0 when there is none. RFC 3629 §4. */
function validSequenceLength(buffer: Buffer, index: number): number {
  for (let length = 1; length <= 4 && index + length <= buffer.length; length += 1) {
    if (isUtf8(buffer.subarray(index, index + length))) return length;
  }
  return 0;
}
