import type { Language } from './text';
import { translate } from './text';

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes in decimal units, three figures at most: `844 B`, `7.8 MB`, `204 MB`, `3.2 GB`. */
export function formatBytes(bytes: number): string {
  const { value, unit } = scaled(bytes);
  return `${figures(value, unit)} ${unit}`;
}

/** `131 of 204 MB`: both in the unit of the total. Null total: only what is done. */
export function formatBytesOf(language: Language, done: number, total: number | null): string {
  if (total === null) return formatBytes(done);
  const { unit, divisor } = scaled(total);
  const shown = figures(Math.min(done, total) / divisor, unit);
  return translate(language, 'format.of', { done: shown, total: formatBytes(total) });
}

function scaled(bytes: number): { value: number; unit: string; divisor: number } {
  let divisor = 1;
  let index = 0;
  // 999.5 would be rounded to "1000": it belongs to the next unit.
  while (bytes / divisor >= 999.5 && index < units.length - 1) {
    divisor *= 1000;
    index += 1;
  }
  return { value: bytes / divisor, unit: units[index] ?? 'B', divisor };
}

function figures(value: number, unit: string): string {
  if (unit === 'B' || value >= 9.95) return String(Math.round(value));
  return value.toFixed(1);
}

/** Seconds and longer for people: `0.02 s`, `4.8 s`, `1 min 12 s`, `2 h 5 min`. */
export function formatDuration(language: Language, milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 0.1) return translate(language, 'format.seconds', { n: seconds.toFixed(2) });
  if (seconds < 59.95) return translate(language, 'format.seconds', { n: seconds.toFixed(1) });
  const whole = Math.round(seconds);
  if (whole < 3600) {
    return translate(language, 'format.minutesSeconds', {
      m: Math.floor(whole / 60),
      s: whole % 60,
    });
  }
  return translate(language, 'format.hoursMinutes', {
    h: Math.floor(whole / 3600),
    m: Math.floor((whole % 3600) / 60),
  });
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `2 min ago`, `yesterday`, `3 days ago`, then the date. `nowMs` is passed so that lists agree. */
export function formatRelative(language: Language, iso: string, nowMs: number): string {
  const then = Date.parse(iso);
  // The year 0001 or 1970 is how tools write "not known".
  if (Number.isNaN(then) || then <= 0) return translate(language, 'format.unknownTime');
  const age = nowMs - then;
  if (age < minuteMs) return translate(language, 'format.now');
  if (age < hourMs)
    return translate(language, 'format.minutesAgo', { n: Math.floor(age / minuteMs) });
  const days = calendarDays(then, nowMs);
  if (days === 0 || age < 6 * hourMs) {
    return translate(language, 'format.hoursAgo', { n: Math.floor(age / hourMs) });
  }
  if (days === 1) return translate(language, 'format.yesterday');
  if (days < 7) return translate(language, 'format.daysAgo', { n: days });
  if (days < 14) return translate(language, 'format.lastWeek');
  if (days < 60) return translate(language, 'format.weeksAgo', { n: Math.floor(days / 7) });
  return new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short' }).format(then);
}

/** The exact local time, for a title on hover. */
export function formatExact(language: Language, iso: string): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then) || then <= 0) return translate(language, 'format.unknownTime');
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }).format(then);
}

function calendarDays(fromMs: number, toMs: number): number {
  const startOf = (ms: number): number => {
    const date = new Date(ms);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((startOf(toMs) - startOf(fromMs)) / dayMs);
}

/** `sha256:9f2c41ab73de…` shortened to its first twelve digits, without the algorithm. */
export function shortDigest(digest: string): string {
  return digest.replace(/^[a-z0-9]+:/, '').slice(0, 12);
}
