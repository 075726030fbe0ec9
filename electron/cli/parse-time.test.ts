import { describe, expect, it } from 'vitest';
import { UsageError } from './command';
import { parseTime } from './parse-time';

const now = Date.parse('2024-05-01T12:00:00.000Z');

describe('parseTime', () => {
  it.each([
    ['10m', now - 600_000],
    ['1h30m', now - 5_400_000],
    ['1714564800', 1_714_564_800_000],
    ['1714564800.5', 1_714_564_800_500],
    ['2024-05-01T11:00:00Z', now - 3_600_000],
    ['2024-05-01T13:00:00+02:00', now - 3_600_000],
    ['2024-05-01T11:00Z', now - 3_600_000],
    ['2024-05-01T11:00:00.25Z', now - 3_599_750],
  ])('%s', (text, expected) => {
    expect(parseTime('since', text, now)).toBe(expected);
  });

  it("takes the caller's zone where none is given", () => {
    expect(parseTime('since', '2024-05-01T11:00', now)).toBe(new Date(2024, 4, 1, 11).getTime());
    expect(parseTime('since', '2024-05-01', now)).toBe(new Date(2024, 4, 1).getTime());
  });

  it.each(['', 'yesterday', '2024-13-01', '10x'])('refuses “%s”', (text) => {
    expect(() => parseTime('since', text, now)).toThrow(UsageError);
  });
});
