import { describe, expect, it } from 'vitest';

import { formatBytes, formatBytesOf, formatDuration, formatRelative, shortDigest } from './format';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [844, '844 B'],
    [999, '999 B'],
    [1_000, '1.0 KB'],
    [2_100, '2.1 KB'],
    [9_949, '9.9 KB'],
    [9_960, '10 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [204_000_000, '204 MB'],
    [3_200_000_000, '3.2 GB'],
  ])('%i', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});

it('writes both amounts in the unit of the total', () => {
  expect(formatBytesOf('en', 131_000_000, 204_000_000)).toBe('131 of 204 MB');
  expect(formatBytesOf('zh-CN', 131_000_000, 204_000_000)).toBe('131 / 204 MB');
  expect(formatBytesOf('en', 131_000_000, null)).toBe('131 MB');
  expect(formatBytesOf('en', 400_000, 2_000_000)).toBe('0.4 of 2.0 MB');
});

describe('formatDuration', () => {
  it.each([
    [20, '0.02 s'],
    [4_800, '4.8 s'],
    [59_900, '59.9 s'],
    [59_980, '1 min 0 s'],
    [72_000, '1 min 12 s'],
    [7_500_000, '2 h 5 min'],
  ])('%i ms', (milliseconds, expected) => {
    expect(formatDuration('en', milliseconds)).toBe(expected);
  });
});

describe('formatRelative', () => {
  const now = new Date(2026, 10, 24, 12, 0, 0).getTime();
  const minute = 60_000;
  const hour = 60 * minute;
  const day = 24 * hour;
  it.each([
    [10_000, 'just now', '刚刚'],
    [2 * minute, '2 min ago', '2 分钟前'],
    [hour, '1 h ago', '1 小时前'],
    [11 * hour, '11 h ago', '11 小时前'],
    [20 * hour, 'yesterday', '昨天'],
    [3 * day, '3 days ago', '3 天前'],
    [8 * day, 'last week', '上周'],
    [21 * day, '3 weeks ago', '3 周前'],
    [200 * day, 'May 2026', '2026年5月'],
  ])('%i ms before', (ageMs, english, chinese) => {
    const iso = new Date(now - ageMs).toISOString();
    expect(formatRelative('en', iso, now)).toBe(english);
    expect(formatRelative('zh-CN', iso, now)).toBe(chinese);
  });
  it('does not make up a time', () => {
    expect(formatRelative('en', '0001-01-01T00:00:00Z', now)).toBe('not known');
    expect(formatRelative('en', 'x', now)).toBe('not known');
  });
});

it('shortens a digest', () => {
  expect(shortDigest(`sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
});
