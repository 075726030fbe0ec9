import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from './open-store';
import { noteUnfinishedContainer } from './unfinished-container';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'darkroom-unfinished-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('removes the folder of a container whose maker was killed before it was recorded', async () => {
  const store = await openStore(root);
  const id = 'ab'.repeat(32);
  const { paths } = store;
  await noteUnfinishedContainer(paths, id);
  await mkdir(paths.container(id), { recursive: true });
  await writeFile(join(paths.container(id), 'config.json'), '{}');
  // As if another process had written it that is gone by now.
  const [note = ''] = await readdir(paths.tmp);
  await rename(join(paths.tmp, note), join(paths.tmp, note.replace(/^\d+-\d+-/, '1-1-')));
  store.dispose();
  (await openStore(root)).dispose();
  expect(existsSync(paths.container(id))).toBe(false);
  expect(await readdir(paths.tmp)).toEqual([]);
});

it('leaves what its maker is still at, and what holds more than settings', async () => {
  const store = await openStore(root);
  const { paths } = store;
  const [own, started] = ['cd'.repeat(32), 'ef'.repeat(32)] as const;
  await noteUnfinishedContainer(paths, own);
  for (const id of [own, started]) await mkdir(paths.container(id), { recursive: true });
  await mkdir(join(paths.container(started), 'upper'));
  await writeFile(join(paths.tmp, `1-1-container-${started}`), '');
  store.dispose();
  (await openStore(root)).dispose();
  expect([existsSync(paths.container(own)), existsSync(paths.container(started))]).toEqual([
    true,
    true,
  ]);
});
