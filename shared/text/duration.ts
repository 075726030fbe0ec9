const nanosecondsPerUnit: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

const part = /^(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/;

/** Reads a duration as Go writes it (`1m30s`, `500ms`, `1.5h`) into nanoseconds; null when it is none. */
export function parseDuration(text: string): number | null {
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = /^[+-]/.test(text) ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') return null;
  let nanoseconds = 0;
  while (rest !== '') {
    const match = part.exec(rest);
    if (match === null) return null;
    nanoseconds += Number(match[1]) * (nanosecondsPerUnit[match[2] ?? ''] ?? Number.NaN);
    rest = rest.slice(match[0].length);
  }
  if (!Number.isSafeInteger(Math.round(nanoseconds))) return null;
  return sign * Math.round(nanoseconds);
}

/** Writes nanoseconds the way Go does: `1m30s`, `500ms`, `0s`. */
export function formatDuration(nanoseconds: number): string {
  if (nanoseconds === 0) return '0s';
  const sign = nanoseconds < 0 ? '-' : '';
  const value = Math.abs(nanoseconds);
  if (value < 1e3) return `${sign}${value}ns`;
  if (value < 1e6) return `${sign}${decimal(value, 1e3)}µs`;
  if (value < 1e9) return `${sign}${decimal(value, 1e6)}ms`;
  const hours = Math.floor(value / 3600e9);
  const minutes = Math.floor(value / 60e9) % 60;
  const seconds = decimal(value % 60e9, 1e9);
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}s` : `${sign}${seconds}s`;
}

/** `value / unit` without the rounding of a division: all quantities are whole numbers. */
function decimal(value: number, unit: number): string {
  const whole = Math.floor(value / unit);
  const fraction = String(Math.round(value % unit)).padStart(Math.log10(unit), '0');
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? String(whole) : `${whole}.${digits}`;
}
