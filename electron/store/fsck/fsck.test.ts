import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateLayout } from '../../oci/validate';
import { openStore } from '../open-store';
import type { FsckProblem } from '../store';
import { addImage, imageConfig, makeTestStore, putLayer, type TestStore } from '../test-store';
import { readLayerEntries } from './reindex';

const run = promisify(execFile);
const signal = new AbortController().signal;

let test: TestStore;
let id: string;
let layer: string;
beforeEach(async () => {
  test = await makeTestStore();
  id = await addImage(test.store, ['damaged:1']);
  layer = test.store.images.find(id).config.rootfs.diff_ids[0] ?? '';
});
afterEach(() => test.dispose());

const check = async (
  repair: boolean,
): Promise<ReadonlyArray<[FsckProblem['code'], string, boolean]>> =>
  (await test.store.fsck({ repair, signal })).problems.map((found) => [
    found.code,
    found.subject,
    found.repaired,
  ]);

const statement = (sql: string, ...parameters: ReadonlyArray<string>): void => {
  const database = new Database(join(test.root, 'darkroom', 'index.db'));
  database.pragma('foreign_keys = OFF');
  database.prepare(sql).run(...parameters);
  database.close();
};

describe('fsck', () => {
  it('makes a damaged or missing config and manifest again', async () => {
    const { digest } = test.store.images.manifest(id);
    await writeFile(test.store.paths.blob(id), 'rubbish');
    await rm(test.store.paths.blob(digest));
    await expect(test.store.blobs.read(id)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
    expect(await check(false)).toEqual([
      ['BLOB_MISSING', digest, false],
      ['BLOB_CORRUPT', id, false],
    ]);
    expect(await check(true)).toEqual([
      ['BLOB_MISSING', digest, true],
      ['BLOB_CORRUPT', id, true],
    ]);
    expect(await check(false)).toEqual([]);
    expect(await validateLayout(test.root)).toEqual([]);
    expect(test.store.images.list()).toHaveLength(1);
  });

  it.each<[string, () => Promise<void>, FsckProblem['code']]>([
    ['damaged', () => writeFile(test.store.paths.blob(layer), 'rubbish'), 'BLOB_CORRUPT'],
    ['missing', () => rm(test.store.paths.blob(layer)), 'BLOB_MISSING'],
  ])('removes the images of a %s layer, and only those', async (_, damage, code) => {
    await addImage(test.store, ['whole:1']);
    await damage();
    expect(await check(true)).toContainEqual([code, layer, true]);
    expect(test.store.images.list().map((image) => image.names)).toEqual([['whole:1']]);
    await test.store.collectGarbage(signal);
    expect(await check(false)).toEqual([]);
    expect(await validateLayout(test.root)).toEqual([]);
  });

  it('sees rows that do not fit the blob, and reads them anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'darkroom-fsck-'));
    await mkdir(join(folder, 'etc'));
    await writeFile(join(folder, 'etc', 'hello'), 'hello\n');
    await run('tar', ['-C', folder, '-cf', join(folder, 'layer.tar'), 'etc']);
    const entries = await readLayerEntries(join(folder, 'layer.tar'), signal);
    const diffId = await putLayer(test.store, entries, await readFile(join(folder, 'layer.tar')));
    await rm(folder, { recursive: true });
    await test.store.images.add(
      { config: imageConfig([diffId]), origin: 'import', originDetail: '' },
      ['tar:1'],
    );
    expect(await check(false)).toEqual([]);
    statement("UPDATE entries SET digest = '00' WHERE name = 'hello'");
    expect(await check(true)).toEqual([['INDEX_MISMATCH', diffId, true]]);
    expect(await check(false)).toEqual([]);
    statement('DELETE FROM layers WHERE diff_id = ?', diffId);
    expect(await check(true)).toEqual([['INDEX_MISMATCH', diffId, true]]);
    expect(test.store.layers.entry(diffId, 'etc/hello')).toMatchObject({ sizeBytes: 6 });
  });

  it('puts the layout files right', async () => {
    await rm(join(test.root, 'oci-layout'));
    await writeFile(join(test.root, 'index.json'), '{');
    expect(await check(true)).toEqual([
      ['LAYOUT_MISMATCH', 'oci-layout', true],
      ['LAYOUT_MISMATCH', 'index.json', true],
    ]);
    expect(await check(false)).toEqual([]);
    expect(await validateLayout(test.root)).toEqual([]);
  });

  it('finds what belongs to nothing', async () => {
    const stray = test.store.paths.blob(`sha256:${'0'.repeat(64)}`);
    const leftovers = [
      join(test.store.paths.tmp, '1-999999-dead'),
      join(test.store.paths.containers, 'f'.repeat(64)),
      join(test.store.paths.jobs, 'unknown.jsonl'),
    ];
    await writeFile(stray, 'x');
    for (const path of leftovers) await mkdir(path);
    const found = await check(true);
    expect(found.filter(([code]) => code === 'LEFTOVER')).toEqual(
      leftovers.map((path) => ['LEFTOVER', path, true]),
    );
    expect(found.filter(([code]) => code !== 'LEFTOVER').map(([code]) => code)).toEqual([
      'BLOB_CORRUPT',
    ]);
    expect(await check(false)).toEqual([]);
  });

  it('reports bytes and can be cancelled', async () => {
    const seen: [number, number][] = [];
    await test.store.fsck({
      repair: false,
      signal,
      onProgress: (done, total) => seen.push([done, total]),
    });
    const [done, total] = seen.at(-1) ?? [0, 1];
    expect(done).toBe(total);
    const stopped = test.store.fsck({ repair: false, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow();
  });

  it('opening alone clears away what a dead process left', async () => {
    test.store.dispose();
    await writeFile(join(test.root, 'darkroom', 'tmp', '1-999999-dead'), 'x');
    statement(
      "INSERT INTO layers (diff_id, size_bytes, owner_pid, owner_ticks) VALUES ('sha256:x', 1, 1, 999999)",
    );
    const again = await openStore(test.root);
    expect((await again.fsck({ repair: false, signal })).problems).toEqual([]);
    again.dispose();
  });
});
