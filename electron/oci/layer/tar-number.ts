import { tarError } from './tar-format';

/**
 * A numeric header field: octal text, or GNU base-256 when the first bit is set (two's complement,
 * big-endian). Empty fields are 0. Throws ARCHIVE_CORRUPT; `offset` is where the header starts.
 */
export function readNumber(
  block: Uint8Array,
  start: number,
  length: number,
  offset: number,
  what: string,
): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) return readBase256(block, start, length, offset, what);
  let index = start;
  const end = start + length;
  while (index < end && block[index] === 0x20) index += 1;
  let value = 0;
  for (; index < end; index += 1) {
    const digit = (block[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  const terminator = index < end ? block[index] : 0;
  if (terminator !== 0 && terminator !== 0x20) {
    throw tarError('ARCHIVE_CORRUPT', offset, `Read tar header: the ${what} is not a number`);
  }
  return value;
}

function readBase256(
  block: Uint8Array,
  start: number,
  length: number,
  offset: number,
  what: string,
): number {
  const negative = ((block[start] ?? 0) & 0x40) !== 0;
  let value = negative ? -1n : 0n;
  for (let index = start; index < start + length; index += 1) {
    let byte = block[index] ?? 0;
    if (index === start) byte = negative ? byte | 0x80 : byte & 0x7f;
    value = (value << 8n) | BigInt(byte);
  }
  const result = Number(value);
  if (!Number.isSafeInteger(result)) {
    throw tarError('ARCHIVE_HOSTILE', offset, `Read tar header: the ${what} is absurdly large`);
  }
  return result;
}

/** Writes `value` as octal digits and a NUL. The caller has checked that it fits. */
export function writeOctal(block: Uint8Array, start: number, length: number, value: number): void {
  let rest = value;
  block[start + length - 1] = 0;
  for (let index = start + length - 2; index >= start; index -= 1) {
    block[index] = 0x30 + (rest % 8);
    rest = Math.floor(rest / 8);
  }
}

/** True when `value` can be written as octal into a field of `length` bytes with a final NUL. */
export function fitsOctal(value: number, length: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 8 ** (length - 1);
}
