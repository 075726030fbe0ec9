import { describe, expect, it } from 'vitest';

import { translator } from '../../../shared/text/text';
import { sampleContainers, sampleImages } from '../../../test/renderer/sample-data';
import { allEntries, findEntries, score } from './entries';

describe('score', () => {
  it.each([
    ['Images', 'im', 0],
    ['shop/api:1.4.2', 'api', 1],
    ['debian', 'bia', 2],
    ['postgres:16', 'pg16', 3],
    ['debian', 'xyz', null],
    ['anything', ' ', 0],
  ])('%s by %s', (text, query, expected) => {
    expect(score(text, query)).toBe(expected);
  });
});

it('finds places, actions, images and containers by name', () => {
  const entries = allEntries({
    images: sampleImages(0),
    containers: sampleContainers(0),
    usage: null,
    t: translator('en'),
  });
  expect(new Set(entries.map((entry) => entry.key)).size).toBe(entries.length);
  const first = (query: string): string | undefined => findEntries(entries, query)[0]?.key;
  expect(first('activity')).toBe('place-activity');
  expect(first('dark theme')).toBe('palette.themeDark');
  expect(findEntries(entries, 'brave')[0]?.group).toBe('containers');
  expect(findEntries(entries, 'postgres').some((entry) => entry.group === 'images')).toBe(true);
});
