import { expect, it } from 'vitest';

import { findByPrefix } from './type-ahead';

const texts = ['alpine', 'busybox', 'debian', 'Docker', 'dind'];

it.each([
  ['what begins with it', 'de', 0, 2],
  ['without regard to case', 'do', 0, 3],
  ['staying where it fits', 'deb', 2, 2],
  ['the same letter walks on', 'd', 2, 3],
  ['the same letter again', 'dd', 3, 4],
  ['from the end to the start', 'd', 4, 2],
  ['nothing', 'x', 0, null],
])('finds %s', (_name, typed, from, expected) => {
  expect(findByPrefix(texts, typed, from)).toBe(expected);
});
