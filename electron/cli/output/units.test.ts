import { describe, expect, it } from 'vitest';
import { humanDuration, humanSize, shortId } from './units';

describe('humanSize', () => {
  const cases: ReadonlyArray<readonly [number, string]> = [
    [0, '0B'],
    [999, '999B'],
    [1000, '1kB'],
    [4_260_000, '4.26MB'],
    [204_123_456, '204MB'],
    [1_999_999_999_999, '2TB'],
  ];
  for (const [bytes, expected] of cases)
    it(`${bytes}`, () => expect(humanSize(bytes)).toBe(expected));
});

describe('humanDuration', () => {
  const cases: ReadonlyArray<readonly [number, string]> = [
    [0, 'Less than a second'],
    [1, '1 second'],
    [59, '59 seconds'],
    [60, 'About a minute'],
    [120, '2 minutes'],
    [3600, 'About an hour'],
    [7200, '2 hours'],
    [86_400, '24 hours'],
    [2 * 86_400, '2 days'],
    [14 * 86_400, '2 weeks'],
    [60 * 86_400, '2 months'],
    [730 * 86_400, '2 years'],
  ];
  for (const [seconds, expected] of cases) {
    it(`${seconds} s`, () => expect(humanDuration(seconds * 1000)).toBe(expected));
  }
});

it('shortId cuts the algorithm off', () => {
  expect(shortId('sha256:0123456789abcdef')).toBe('0123456789ab');
});
