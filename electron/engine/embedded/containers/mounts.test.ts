import { describe, expect, it } from 'vitest';
import type { ContainerMount } from '../../../../shared/model/container-options';
import { resolveMounts, type StoredMount } from './mounts';

const store = {
  paths: { volumeData: (name: string) => `/store/${name}/_data` },
  volumes: {
    tryFind: () => null,
    find: (name: string) => ({
      name,
      createdAt: '',
      labels: {},
      anonymous: false,
      mountpoint: '',
    }),
  },
} as unknown as Parameters<typeof resolveMounts>[3];

function resolved(
  mounts: ReadonlyArray<ContainerMount>,
  config = {},
  others: ReadonlyArray<StoredMount> = [],
) {
  const volumesFrom = others.length === 0 ? [] : ['other:ro'];
  return resolveMounts({ image: 'x', mounts, volumesFrom }, config, () => others, store);
}

const bind = (target: string): ContainerMount => ({
  kind: 'bind',
  source: '/host',
  target,
  readOnly: false,
  style: 'short',
});

describe('resolveMounts', () => {
  it('makes an anonymous volume of each VOLUME that nothing covers, outer places first', () => {
    const config = { Volumes: { '/a/b/': {}, '/data': {}, relative: {} } };
    const { mounts, volumes, fills } = resolved([bind('/data'), bind('/a')], config);
    expect(mounts.map(({ point }) => [point.kind, point.target])).toEqual([
      ['bind', '/data'],
      ['bind', '/a'],
      ['volume', '/a/b'],
    ]);
    expect(volumes).toEqual([expect.objectContaining({ anonymous: true })]);
    expect(fills).toEqual([{ name: volumes[0]?.name, target: '/a/b' }]);
  });

  it('takes over what another container mounts, sealed where asked for, unless covered', () => {
    const [first, second] = resolved([
      { kind: 'volume', name: 'one', target: '/one', readOnly: false },
      { kind: 'volume', name: 'two', target: '/two', readOnly: false },
    ]).mounts as [StoredMount, StoredMount];
    const { mounts, volumes } = resolved([bind('/two')], {}, [first, second]);
    expect(mounts.map(({ point }) => [point.name, point.target, point.readOnly])).toEqual([
      ['', '/two', false],
      ['one', '/one', true],
    ]);
    expect(volumes.map(({ name }) => name)).toEqual(['one']);
  });

  it('does not fill with nocopy, and keeps --tmpfs out of the list', () => {
    const { mounts, fills } = resolved([
      { kind: 'volume', name: 'one', target: '/one', readOnly: false, noCopy: true },
      { kind: 'tmpfs', target: '/t', style: 'short', options: ['exec'] },
    ]);
    expect(fills).toEqual([]);
    expect(mounts.map(({ listed }) => listed)).toEqual([true, false]);
  });

  it.each([
    { name: 'two at one place', mounts: [bind('/a'), bind('/a/')] },
    {
      name: 'a volume with a bad name',
      mounts: [{ kind: 'volume', name: '../up', target: '/a', readOnly: false } as const],
    },
  ])('refuses $name', ({ mounts }) => {
    expect(() => resolved(mounts)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
