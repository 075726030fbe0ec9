import { parseDuration } from '../../shared/text/duration';
import { UsageError } from './command';

const stamp =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * A point in time as docker's --since and --until take it: seconds since 1970 with a fraction, a
 * duration back from now (`10m`, `1h30m`), or a date, with or without time and zone (RFC 3339), in the
 * caller's zone where none is given. In milliseconds since 1970.
 * @throws UsageError when it is none of them.
 */
export function parseTime(flag: string, text: string, nowMs: number): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const duration = parseDuration(text);
  if (duration !== null) return nowMs - duration / 1e6;
  const match = stamp.exec(text);
  if (match !== null) {
    const [
      ,
      year,
      month,
      day,
      hour = '00',
      minute = '00',
      second = '00',
      fraction = '',
      zone = '',
    ] = match;
    const time = Date.parse(
      `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}${fraction}${zone}`,
    );
    if (!Number.isNaN(time)) return time;
  }
  throw new UsageError(
    `invalid value for "${flag}": failed to parse value as time or duration: "${text}"`,
  );
}
