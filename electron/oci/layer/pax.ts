import { limits, tarError } from './tar-format';

/** A record of a PAX extended header. Keys are ASCII in practice, values are bytes. */
export interface PaxRecord {
  readonly key: string;
  readonly value: Buffer;
}

const space = 0x20;
const newline = 0x0a;
const equals = 0x3d;

/**
 * Parses "length key=value\n" records (POSIX.1-2017 pax, "pax Header Block"). Throws ARCHIVE_CORRUPT
 * naming the archive offset of the bad record; `offset` is where `data` starts in the archive.
 */
export function parsePaxRecords(data: Buffer, offset: number): PaxRecord[] {
  const records: PaxRecord[] = [];
  let position = 0;
  while (position < data.length) {
    let cursor = position;
    let length = 0;
    for (; cursor < data.length && data[cursor] !== space; cursor += 1) {
      const digit = (data[cursor] ?? 0) - 0x30;
      if (digit < 0 || digit > 9 || cursor - position > 9) throw badRecord(offset + position);
      length = length * 10 + digit;
    }
    const end = position + length;
    if (
      cursor === position ||
      end > data.length ||
      end <= cursor + 1 ||
      data[end - 1] !== newline
    ) {
      throw badRecord(offset + position);
    }
    const split = data.indexOf(equals, cursor + 1);
    if (split <= cursor + 1 || split >= end) throw badRecord(offset + position);
    records.push({
      key: data.toString('utf8', cursor + 1, split),
      value: data.subarray(split + 1, end - 1),
    });
    position = end;
  }
  return records;
}

function badRecord(offset: number): Error {
  return tarError('ARCHIVE_CORRUPT', offset, 'Read PAX header: a record is malformed');
}

/** Encodes records in the order given. */
export function encodePaxRecords(records: ReadonlyArray<PaxRecord>): Buffer {
  return Buffer.concat(
    records.map(({ key, value }) => {
      const keyBytes = Buffer.from(key, 'utf8');
      const body = keyBytes.length + value.length + 3; // blank, '=', newline
      let length = body + String(body).length;
      if (body + String(length).length > length) length = body + String(length).length;
      return Buffer.concat([
        Buffer.from(`${length} `),
        keyBytes,
        Buffer.from('='),
        value,
        Buffer.from('\n'),
      ]);
    }),
  );
}

/** Seconds and nanoseconds of a PAX time such as `-1.5`; digits beyond nanoseconds are dropped. */
export function parsePaxTime(text: string, offset: number): { seconds: number; nanos: number } {
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text);
  if (match === null)
    throw tarError('ARCHIVE_CORRUPT', offset, 'Read PAX header: a time is malformed');
  const whole = Number(match[2]);
  const nanos = Number((match[3] ?? '').padEnd(9, '0').slice(0, 9));
  if (match[1] !== '-') return { seconds: whole, nanos };
  return nanos === 0
    ? { seconds: whole === 0 ? 0 : -whole, nanos }
    : { seconds: -whole - 1, nanos: 1e9 - nanos };
}

/** The shortest PAX form of a time. */
export function formatPaxTime(seconds: number, nanos: number): string {
  if (nanos === 0) return String(seconds);
  const negative = seconds < 0;
  const whole = negative ? -seconds - 1 : seconds;
  const fraction = String(negative ? 1e9 - nanos : nanos)
    .padStart(9, '0')
    .replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}.${fraction}`;
}

/** A non-negative decimal of a PAX record. */
export function parsePaxNumber(text: string, offset: number, what: string): number {
  if (!/^\d{1,20}$/.test(text)) {
    throw tarError('ARCHIVE_CORRUPT', offset, `Read PAX header: the ${what} is not a number`);
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value) || (what === 'size' && value > limits.fileBytes)) {
    throw tarError('ARCHIVE_HOSTILE', offset, `Read PAX header: the ${what} is absurdly large`);
  }
  return value;
}
