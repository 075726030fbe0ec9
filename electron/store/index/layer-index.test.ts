import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../oci/digest';
import { fileEntry, folderEntry, makeTestStore, putLayer, type TestStore } from '../test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

const never = new AbortController().signal;

describe('layers', () => {
  const entries = [
    folderEntry(''),
    folderEntry('etc', { mode: 0o700, uid: 1000, gid: 1001 }),
    fileEntry('etc/a', {
      sizeBytes: 5_000_000_000,
      mtimeSeconds: -5,
      mtimeNanos: 999_999_999,
      digest: 'ab',
      dataOffset: 8_589_934_592,
    }),
    fileEntry('etc/\udcff\udcfe', { sizeBytes: 1 }),
    fileEntry('etc/😀', { kind: 'symlink', link: '../\udc80' }),
    fileEntry('dev/null', { kind: 'character-device', deviceMajor: 1, deviceMinor: 3 }),
    fileEntry('bin/ping', { xattrs: { 'security.capability': 'AQAAAgAgAAAAAAAAAAAAAAAAAAA=' } }),
    fileEntry('bin/ping2', { kind: 'hardlink', link: 'bin/ping' }),
    fileEntry('old', { kind: 'whiteout' }),
    fileEntry('etc', { kind: 'opaque' }),
    fileEntry('bin/ping', { sizeBytes: 7 }),
  ];

  it('give back every entry, in order, as it was', async () => {
    const diffId = await putLayer(test.store, entries);
    expect([...test.store.layers.entries(diffId)]).toEqual(entries);
    expect(test.store.layers.sizeBytes(diffId)).toBe(Buffer.byteLength(JSON.stringify(entries)));
    expect([...test.store.layers.entries(digestOf('other'))]).toEqual([]);
  });

  it('answer for one path: the last entry counts, folders that only follow have none', async () => {
    const { layers } = test.store;
    const diffId = await putLayer(test.store, entries);
    expect(layers.entry(diffId, 'bin/ping')).toMatchObject({ sizeBytes: 7 });
    expect(layers.entry(diffId, 'etc')).toMatchObject({ kind: 'directory', uid: 1000 });
    expect(layers.entry(diffId, '')).toEqual(entries[0]);
    expect(layers.entry(diffId, 'etc/\udcff\udcfe')).toEqual(entries[3]);
    expect(layers.entry(diffId, 'bin')).toBeNull();
    expect(layers.entry(diffId, 'etc/a/b')).toBeNull();
    expect(layers.isOpaque(diffId, 'etc')).toBe(true);
    expect(layers.isOpaque(diffId, 'bin')).toBe(false);
  });

  it('list folders, also those that only follow from what is in them', async () => {
    const { layers } = test.store;
    const diffId = await putLayer(test.store, entries);
    expect(
      layers
        .children(diffId, '')
        .map((entry) => `${entry.kind} ${entry.path}`)
        .sort(),
    ).toEqual(['directory bin', 'directory dev', 'directory etc', 'opaque etc', 'whiteout old']);
    expect(layers.children(diffId, 'bin').map((entry) => [entry.path, entry.sizeBytes])).toEqual([
      ['bin/ping', 7],
      ['bin/ping2', 0],
    ]);
    expect(layers.children(diffId, 'nowhere')).toEqual([]);
    expect(layers.folderSizes(diffId, '')).toEqual(
      new Map([
        ['etc', 5_000_000_001],
        ['bin', 7],
        ['dev', 0],
      ]),
    );
  });

  it('are put once, however many try', async () => {
    const content = Buffer.from('same');
    const put = (): Promise<string> => putLayer(test.store, entries, content);
    const [diffId = ''] = await Promise.all([put(), put(), put()]);
    await put();
    expect([...test.store.layers.entries(diffId)]).toHaveLength(entries.length);
    expect((await test.store.fsck({ repair: false, signal: never })).problems).toMatchObject([
      { code: 'INDEX_MISMATCH' },
    ]);
  });

  it('leave nothing when their entries fail half-way', async () => {
    const diffId = digestOf('half');
    await test.store.blobs.write(Buffer.from('half'));
    function* failing() {
      for (let count = 0; count < 5000; count += 1) yield fileEntry(`d/${count}`);
      throw new Error('worker died');
    }
    await expect(test.store.layers.put(diffId, 4, failing())).rejects.toThrow('worker died');
    expect(test.store.layers.has(diffId)).toBe(false);
    await test.store.layers.put(diffId, 4, [fileEntry('a')]);
    expect([...test.store.layers.entries(diffId)].map((entry) => entry.path)).toEqual(['a']);
  });

  it('need their blob', async () => {
    await expect(test.store.layers.put(digestOf('none'), 1, [])).rejects.toMatchObject({
      code: 'BLOB_NOT_FOUND',
    });
  });

  it('never keep other work waiting long', async () => {
    const many = Array.from({ length: 30_000 }, (_, count) =>
      fileEntry(`d${count % 500}/file-${count}`),
    );
    const gaps: number[] = [];
    let last = performance.now();
    let isRunning = true;
    const tick = (): void => {
      gaps.push(performance.now() - last);
      last = performance.now();
      if (isRunning) setImmediate(tick);
    };
    const content = Buffer.from('many');
    setImmediate(tick);
    await putLayer(test.store, many, content);
    isRunning = false;
    gaps.sort((left, right) => left - right);
    // Not the worst one: a busy test machine may take the processor away at any moment.
    expect(gaps[Math.floor(gaps.length * 0.9)]).toBeLessThan(50);
    expect(gaps.length).toBeGreaterThan(5);
  });
});
