import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fileEntry,
  folderEntry,
  imageConfig,
  makeTestStore,
  putLayer,
  type TestStore,
} from './test-store';

const run = promisify(execFile);
const has = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;
const never = new AbortController().signal;

let test: TestStore;
let folder: string;
let id: string;
beforeEach(async () => {
  test = await makeTestStore();
  folder = await mkdtemp(join(tmpdir(), 'darkroom-tools-'));
  await mkdir(join(folder, 'root', 'etc'), { recursive: true });
  await writeFile(join(folder, 'root', 'etc', 'hello'), 'hello\n');
  await run('tar', [
    '-C',
    join(folder, 'root'),
    '--owner=0',
    '--group=0',
    '-cf',
    join(folder, 'layer.tar'),
    '.',
  ]);
  const entries = [folderEntry(''), folderEntry('etc'), fileEntry('etc/hello', { sizeBytes: 6 })];
  const diffId = await putLayer(test.store, entries, await readFile(join(folder, 'layer.tar')));
  const image = { config: imageConfig([diffId]), origin: 'import', originDetail: '' } as const;
  const names = ['ubuntu:14.04', 'localhost:5000/team/app:1.0'];
  id = (await test.store.images.add(image, names)).summary.id;
});
afterEach(async () => {
  await test.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!has('skopeo'))('skopeo', () => {
  it.each(['ubuntu:14.04', 'localhost:5000/team/app:1.0'])(
    'reads %s from the store',
    async (name) => {
      const { stdout } = await run('skopeo', [
        'inspect',
        '--config',
        '--raw',
        `oci:${test.root}:${name}`,
      ]);
      expect(JSON.parse(stdout)).toMatchObject({
        architecture: 'amd64',
        config: { Cmd: ['/bin/sh'] },
      });
      const archive = join(folder, 'copy.tar');
      await run('skopeo', [
        '--insecure-policy',
        'copy',
        `oci:${test.root}:${name}`,
        `docker-archive:${archive}:copy:1`,
      ]);
      const listed = await run('tar', ['-tf', archive]);
      expect(listed.stdout).toContain(`${id.slice(7)}.json`);
    },
  );

  it('may add an image of its own, which stays', async () => {
    const copy = [
      '--insecure-policy',
      'copy',
      `oci:${test.root}:ubuntu:14.04`,
      `oci:${test.root}:foreign:1`,
    ];
    await run('skopeo', copy);
    await test.store.images.tag(id, 'again:1');
    await test.store.images.remove(id);
    await test.store.collectGarbage(never);
    const { stdout } = await run('skopeo', ['inspect', '--config', `oci:${test.root}:foreign:1`]);
    expect(JSON.parse(stdout)).toMatchObject({ os: 'linux' });
    expect((await test.store.fsck({ repair: false, signal: never })).problems).toEqual([]);
  });
});

describe.skipIf(!has('umoci'))('umoci', () => {
  it('unpacks an image from the store', async () => {
    const bundle = join(folder, 'bundle');
    await run('umoci', ['unpack', '--rootless', '--image', `${test.root}:ubuntu:14.04`, bundle]);
    expect(await readFile(join(bundle, 'rootfs', 'etc', 'hello'), 'utf8')).toBe('hello\n');
    const { stdout } = await run('umoci', ['list', '--layout', test.root]);
    expect(stdout.split('\n')).toContain('ubuntu:14.04');
  });
});
