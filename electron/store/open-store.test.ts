import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateLayout } from '../oci/validate';
import { openStore } from './open-store';
import {
  addImage,
  fileEntry,
  imageConfig,
  makeTestStore,
  putLayer,
  type TestStore,
} from './test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

const never = new AbortController().signal;

describe('openStore', () => {
  it('makes a valid, empty OCI image layout', async () => {
    expect(await validateLayout(test.root)).toEqual([]);
    expect(JSON.parse(await readFile(join(test.root, 'oci-layout'), 'utf8'))).toEqual({
      imageLayoutVersion: '1.0.0',
    });
  });

  it('opens an existing store in a few milliseconds', async () => {
    await addImage(test.store, ['a:1']);
    const started = performance.now();
    const again = await openStore(test.root);
    const elapsed = performance.now() - started;
    again.dispose();
    expect(elapsed).toBeLessThan(50);
  });

  it('refuses a store of a newer version', async () => {
    test.store.dispose();
    const database = new Database(join(test.root, 'darkroom', 'index.db'));
    database.pragma('user_version = 999');
    database.close();
    await expect(openStore(test.root)).rejects.toMatchObject({ code: 'STORE_TOO_NEW' });
  });

  it('keeps images, names and layers over a restart', async () => {
    const id = await addImage(test.store, ['demo:1', 'demo:2']);
    test.store.dispose();
    const again = await openStore(test.root);
    expect(again.images.list()).toMatchObject([
      { id, names: ['demo:1', 'demo:2'], architecture: 'amd64' },
    ]);
    again.dispose();
    expect(await validateLayout(test.root)).toEqual([]);
  });
});

describe('collectGarbage', () => {
  it('removes what no image holds, and nothing else', async () => {
    const kept = await addImage(test.store, ['kept:1']);
    const gone = await addImage(test.store, ['gone:1']);
    const goneLayer = test.store.images.find(gone).config.rootfs.diff_ids[0] ?? '';
    await test.store.images.remove(gone);
    const result = await test.store.collectGarbage(never);
    expect(result.removedBlobs).toHaveLength(3);
    expect(result.removedBlobs).toContain(goneLayer);
    expect(result.freedBytes).toBeGreaterThan(0);
    expect(test.store.layers.has(goneLayer)).toBe(false);
    expect(test.store.images.find('kept:1').summary.id).toBe(kept);
    expect(await readdir(test.store.paths.blobs)).toHaveLength(3);
    expect(await readdir(test.store.paths.tmp)).toEqual([]);
    expect(await validateLayout(test.root)).toEqual([]);
  });

  it('never takes what is leased', async () => {
    const gone = await addImage(test.store, ['gone:1']);
    const layer = test.store.images.find(gone).config.rootfs.diff_ids[0] ?? '';
    await test.store.images.remove(gone);
    const lease = test.store.lease([layer]);
    await test.store.collectGarbage(never);
    expect(existsSync(test.store.paths.blob(layer))).toBe(true);
    lease.dispose();
    await test.store.collectGarbage(never);
    expect(existsSync(test.store.paths.blob(layer))).toBe(false);
  });

  it('keeps layers that are written and not yet used, cached, or under a container', async () => {
    const written = await putLayer(test.store, [fileEntry('written')]);
    const image = await addImage(test.store, ['base:1']);
    const base = test.store.images.find(image).config.rootfs.diff_ids[0] ?? '';
    test.store.containers.insert({
      id: 'c'.repeat(64),
      name: 'web',
      imageId: image,
      imageName: 'base:1',
      options: { image: 'base:1' },
      state: 'exited',
      pid: null,
      pidStartTicks: null,
      exitCode: 0,
      createdAt: '2026-01-01T00:00:00Z',
      startedAt: null,
      finishedAt: null,
      error: '',
    });
    await test.store.images.remove(image);
    await test.store.collectGarbage(never);
    expect(test.store.layers.has(written)).toBe(true);
    expect(test.store.layers.has(base)).toBe(true);
  });
});

describe('fsck', () => {
  it('finds nothing wrong in a fresh store', async () => {
    await addImage(test.store, ['a:1']);
    const report = await test.store.fsck({ repair: false, signal: never });
    expect(report.problems).toEqual([]);
    expect(report.checkedBlobs).toBe(3);
  });

  it('writes the image that shares a layer', async () => {
    const layer = await putLayer(test.store, [fileEntry('x')]);
    const base = { origin: 'build', originDetail: '' } as const;
    await test.store.images.add({ ...base, config: imageConfig([layer]) }, ['one:1']);
    await test.store.images.add({ ...base, config: imageConfig([layer, layer]) }, ['two:1']);
    expect(await validateLayout(test.root)).toEqual([]);
    expect((await test.store.fsck({ repair: false, signal: never })).problems).toEqual([]);
  });
});
