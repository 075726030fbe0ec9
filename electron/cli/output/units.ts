const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A size with three significant digits in decimal units, as docker prints it (`204MB`). */
export function humanSize(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${Number(value.toPrecision(3))}${units[unit]}`;
}

const binaryUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** A size with four significant digits in binary units, as docker prints memory (`1.934GiB`). */
export function binarySize(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 1024 && unit < binaryUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${Number(value.toPrecision(4))}${binaryUnits[unit]}`;
}

const steps: ReadonlyArray<readonly [number, string]> = [
  [365 * 86_400, 'years'],
  [2 * 30 * 86_400, 'months'],
  [2 * 7 * 86_400, 'weeks'],
  [2 * 86_400, 'days'],
  [2 * 3600, 'hours'],
  [2 * 60, 'minutes'],
];
const unitSeconds: Readonly<Record<string, number>> = {
  years: 365 * 86_400,
  months: 30 * 86_400,
  weeks: 7 * 86_400,
  days: 86_400,
  hours: 3600,
  minutes: 60,
};

/** How long ago in docker's words: `2 minutes ago`, `About an hour ago`. */
export function humanAge(iso: string, nowMs: number): string {
  return `${humanDuration(nowMs - Date.parse(iso))} ago`;
}

/** A duration in docker's words (docker/go-units `HumanDuration`). */
export function humanDuration(durationMs: number): string {
  const seconds = Math.floor(durationMs / 1000);
  if (Number.isNaN(seconds)) return 'N/A';
  if (seconds < 1) return 'Less than a second';
  if (seconds === 1) return '1 second';
  if (seconds < 60) return `${seconds} seconds`;
  if (seconds < 120) return 'About a minute';
  if (seconds >= 3600 && seconds < 7200) return 'About an hour';
  for (const [from, name] of steps) {
    if (seconds >= from) return `${Math.floor(seconds / (unitSeconds[name] ?? 1))} ${name}`;
  }
  return `${Math.floor(seconds / 60)} minutes`;
}

/** A time in the caller's zone as docker prints it: `2024-05-01 14:00:00 +0200 CEST`. */
export function localTime(iso: string): string {
  const date = new Date(iso);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}${two(Math.abs(offset) % 60)}`;
  const name = new Intl.DateTimeFormat('en', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time} ${zone} ${name ?? 'UTC'}`;
}

/** `sha256:0123456789abcdef…` or hex, to docker's twelve digits. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
