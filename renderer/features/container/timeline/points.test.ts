import { describe, expect, it } from 'vitest';

import type { TimelineEntry } from '../../../../shared/model/snapshot';
import { firstCompared, pointsOf, withPoint } from './points';

const entry = (imageId: string, parentImageId: string, names: string[] = []): TimelineEntry => ({
  imageId,
  names,
  containerId: 'c',
  containerName: 'web',
  parentImageId,
  parentImageName: parentImageId === 'base' ? 'debian:12' : 'sha256:x',
  createdAt: '2026-01-01T00:00:00Z',
  author: '',
  message: '',
  sizeBytes: 1,
});
const points = pointsOf([
  entry('one', 'base', ['web:1']),
  entry('sha256:0123456789abcdef', 'base'),
  entry('three', 'one', ['web:3']),
]);

describe('the timeline', () => {
  it('begins with the image it was started from and has each point once', () => {
    expect(points.map(({ imageId, name }) => [imageId, name])).toEqual([
      ['base', 'debian:12'],
      ['one', 'web:1'],
      ['sha256:0123456789abcdef', '0123456789ab'],
      ['three', 'web:3'],
    ]);
    expect(points[0]?.entry).toBeNull();
  });

  it('compares the last two at first, and nothing where there is nothing', () => {
    expect(firstCompared(points)).toEqual({ before: 'sha256:0123456789abcdef', after: 'three' });
    expect(firstCompared([])).toBeNull();
  });

  it('takes a chosen point in, the earlier one first', () => {
    const last = { before: 'one', after: 'three' };
    expect(withPoint(points, last, 'base')).toEqual({ before: 'base', after: 'three' });
    expect(withPoint(points, { before: 'base', after: 'one' }, 'three')).toEqual({
      before: 'base',
      after: 'three',
    });
    expect(withPoint(points, last, 'one')).toBe(last);
  });
});
