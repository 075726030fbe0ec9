import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../oci/digest';
import { fileEntry, imageConfig, makeTestStore, putLayer, type TestStore } from '../test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

describe('build cache', () => {
  const record = (key: string, diffId: string | null) => ({
    key,
    diffId,
    createdBy: 'RUN x',
    createdAt: '2026',
  });

  it('forgets a record whose layer is gone', async () => {
    const diffId = await putLayer(test.store, [fileEntry('a')]);
    test.store.cache.put(record('k', diffId));
    test.store.cache.put(record('empty', null));
    expect(test.store.cache.get('k')).toEqual(record('k', diffId));
    expect(test.store.cache.get('empty')).toEqual(record('empty', null));
    test.store.cache.put(record('lost', digestOf('lost')));
    expect(test.store.cache.get('lost')).toBeNull();
    expect(test.store.cache.get('unknown')).toBeNull();
  });

  it('removes least recently used records until the rest fits, never what images hold', async () => {
    const layers: string[] = [];
    for (const name of ['one', 'two', 'three']) {
      const diffId = await putLayer(test.store, [fileEntry(name)], Buffer.from(name.padEnd(100)));
      test.store.cache.put(record(name, diffId));
      layers.push(diffId);
      await new Promise((done) => setTimeout(done, 3));
    }
    const image = {
      config: imageConfig([layers[0] ?? '']),
      origin: 'build',
      originDetail: '',
    } as const;
    await test.store.images.add(image, ['a:1']);
    expect(test.store.cache.prune({ all: false, keepBytes: 100 })).toBe(1);
    expect(['one', 'two', 'three'].map((key) => test.store.cache.get(key) !== null)).toEqual([
      true,
      false,
      true,
    ]);
    expect(test.store.cache.prune({ all: true, keepBytes: 0 })).toBe(2);
  });

  it('knows a file by its stat', async () => {
    const stat = {
      inode: 2n ** 60n,
      sizeBytes: 5,
      mtimeNs: 1_700_000_000_123_456_789n,
      ctimeNs: 1n,
    };
    test.store.cache.putFileDigests([{ path: '/a/\udcff', stat, digest: 'ab' }]);
    await new Promise(setImmediate);
    expect(test.store.cache.fileDigest('/a/\udcff', stat)).toBe('ab');
    expect(
      test.store.cache.fileDigest('/a/\udcff', { ...stat, mtimeNs: stat.mtimeNs + 1n }),
    ).toBeNull();
  });

  it('keeps what a build leases, and lists every layer once', async () => {
    const diffIds: string[] = [];
    for (const name of ['one', 'two']) {
      const diffId = await putLayer(test.store, [fileEntry(name)], Buffer.from(name.padEnd(100)));
      test.store.cache.put(record(name, diffId));
      test.store.cache.put(record(`${name} again`, diffId));
      diffIds.push(diffId);
    }
    const [one = '', two = ''] = diffIds;
    const lease = test.store.lease([one]);
    expect(
      test.store.cache
        .layers()
        .map(({ diffId }) => diffId)
        .sort(),
    ).toEqual([one, two].sort());
    expect(test.store.cache.records(one).map(({ key }) => key)).toEqual(['one', 'one again']);
    test.store.cache.prune({ all: false, keepBytes: 0 });
    expect(test.store.cache.layers().map(({ diffId }) => diffId)).toEqual([one]);
    lease.dispose();
    test.store.cache.removeLayers([one]);
    expect(test.store.cache.get('one again')).toBeNull();
  });

  it('keeps a blob that is written anew after what held it went', async () => {
    const content = Buffer.from('written twice');
    const digest = await test.store.blobs.write(content);
    const diffId = await putLayer(test.store, [fileEntry('one')], Buffer.from('one layer'));
    test.store.cache.put(record('one', diffId), record('one again', diffId));
    test.store.cache.removeLayers([diffId]);
    await test.store.layers.put(diffId, 9, [fileEntry('one')]);
    await test.store.collectGarbage(new AbortController().signal);
    expect(await test.store.blobs.has(digest)).toBe(true);
    expect(test.store.layers.has(diffId)).toBe(true);
  });

  it('gives a name to one holder at a time', () => {
    const first = test.store.tryLock('a');
    expect(first).not.toBeNull();
    expect(test.store.tryLock('a')).toBeNull();
    expect(test.store.leased().has('a')).toBe(true);
    first?.dispose();
    const second = test.store.tryLock('a');
    expect(second).not.toBeNull();
    second?.dispose();
  });
});
