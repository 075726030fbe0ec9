import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../../shared/model/layer';
import {
  addImage,
  fileEntry,
  folderEntry,
  imageConfig,
  makeTestStore,
  putLayer,
  type TestStore,
} from '../../../store/test-store';
import type { ContainerRecord } from '../../../store/store';
import { WorkerPool } from '../../../worker/pool';
import { EmbeddedImages } from './embedded-images';

let test: TestStore;
let images: EmbeddedImages;
let evicted: string[];
const workers = new WorkerPool();
afterAll(() => workers.dispose());
beforeEach(async () => {
  test = await makeTestStore();
  evicted = [];
  images = new EmbeddedImages({
    store: test.store,
    workers,
    sandbox: { evict: async (diffIds) => void evicted.push(...diffIds) },
  });
});
afterEach(() => test.dispose());

const work = {
  signal: new AbortController().signal,
  progress: () => undefined,
  log: () => undefined,
};

async function addLayers(
  name: string,
  ...layers: ReadonlyArray<ReadonlyArray<LayerEntry>>
): Promise<string> {
  const diffIds: string[] = [];
  for (const entries of layers) diffIds.push(await putLayer(test.store, entries));
  const image = { config: imageConfig(diffIds), origin: 'build', originDetail: '' } as const;
  return (await test.store.images.add(image, name === '' ? [] : [name])).summary.id;
}

function container(imageId: string, change: Partial<ContainerRecord> = {}): ContainerRecord {
  return {
    id: 'c'.repeat(64),
    name: 'web',
    imageId,
    imageName: '',
    options: { image: imageId },
    state: 'exited',
    pid: null,
    pidStartTicks: null,
    exitCode: 0,
    createdAt: '2026-01-01T00:00:00Z',
    startedAt: null,
    finishedAt: null,
    error: '',
    ...change,
  };
}

const link = (path: string, target: string): LayerEntry =>
  fileEntry(path, { kind: 'symlink', link: target });
const whiteout = (path: string): LayerEntry => fileEntry(path, { kind: 'whiteout', mode: 0 });

const paths = async (path: string, layer: number | null = null): Promise<ReadonlyArray<string>> =>
  (await images.tree('tree:1', layer, path)).map(
    (node) => `${node.path}${node.change ? ` ${node.change}` : ''}`,
  );

describe('waste', () => {
  it('is what upper layers delete, replace or cut off', async () => {
    const file = (path: string, sizeBytes: number): LayerEntry => fileEntry(path, { sizeBytes });
    await addLayers(
      'waste:1',
      [file('lists/a', 1000), file('etc/conf', 10), file('old/x', 300), file('kept', 5)],
      [whiteout('lists'), file('etc/conf', 20), fileEntry('old', { kind: 'opaque' })],
      [whiteout('etc/conf')],
    );
    expect(await images.waste('waste:1')).toEqual({
      sizeBytes: 1330,
      fileCount: 4,
      items: [
        { path: '', sizeBytes: 1310, fileCount: 3, layerIndex: 0, hiddenBy: 1 },
        { path: 'etc/conf', sizeBytes: 20, fileCount: 1, layerIndex: 1, hiddenBy: 2 },
      ],
    });
  });
});

describe('tree', () => {
  it.each<[string, LayerEntry[][], string, string[]]>([
    ['folders come first', [[fileEntry('a'), folderEntry('b')]], '', ['b', 'a']],
    ['an upper file replaces a lower one', [[fileEntry('a')], [fileEntry('a')]], '', ['a']],
    ['folders are merged', [[fileEntry('d/a')], [fileEntry('d/b')]], 'd', ['d/a', 'd/b']],
    [
      'a whiteout hides a file',
      [[fileEntry('d/a'), fileEntry('d/b')], [whiteout('d/a')]],
      'd',
      ['d/b'],
    ],
    ['a whiteout hides a folder', [[fileEntry('d/a'), fileEntry('x')], [whiteout('d')]], '', ['x']],
    [
      'a whiteout spares its own layer, wherever it stands',
      [[fileEntry('d/a')], [fileEntry('d/new'), whiteout('d')]],
      'd',
      ['d/new'],
    ],
    [
      'an opaque folder hides what was in it',
      [
        [fileEntry('d/a'), fileEntry('d/e/b')],
        [folderEntry('d'), fileEntry('d/c'), fileEntry('d', { kind: 'opaque' })],
      ],
      'd',
      ['d/c'],
    ],
    [
      'a file over a folder removes what was in it',
      [[fileEntry('d/a')], [fileEntry('d')], [folderEntry('d')]],
      'd',
      [],
    ],
    [
      'a folder over a link replaces it',
      [[link('lib', 'usr/lib')], [fileEntry('lib/x')]],
      'lib',
      ['lib/x'],
    ],
    ['a name that is no UTF-8 stays as it is', [[fileEntry('d/\udcff')]], 'd', ['d/\udcff']],
  ])('%s', async (_, layers, path, expected) => {
    await addLayers('tree:1', ...layers);
    expect(await paths(path)).toEqual(expected);
  });

  it('sums folders up and names the layer of each entry', async () => {
    await addLayers(
      'tree:1',
      [folderEntry('d'), fileEntry('d/a', { sizeBytes: 10 }), fileEntry('d/e/b', { sizeBytes: 5 })],
      [fileEntry('d/a', { sizeBytes: 1 })],
    );
    expect(await images.tree('tree:1', null, '/')).toMatchObject([
      { path: 'd', sizeBytes: 6, hasChildren: true, layerIndex: 0 },
    ]);
    expect(await images.tree('tree:1', null, 'd')).toMatchObject([
      { path: 'd/e', sizeBytes: 5, layerIndex: 0 },
      { path: 'd/a', sizeBytes: 1, layerIndex: 1 },
    ]);
  });

  it('shows what a layer does to the ones below', async () => {
    await addLayers(
      'tree:1',
      [folderEntry('d'), fileEntry('d/a', { sizeBytes: 3 }), fileEntry('d/b'), fileEntry('gone/x')],
      [whiteout('d/b'), fileEntry('d/a'), fileEntry('d/c'), whiteout('gone')],
      [fileEntry('gone/x'), fileEntry('d/b')],
    );
    expect(await paths('d', 0)).toEqual(['d/a', 'd/b']);
    expect(await paths('d', 1)).toEqual(['d/a changed', 'd/b deleted', 'd/c added']);
    expect(await paths('', 1)).toEqual(['d changed', 'gone deleted']);
    expect(await paths('d', 2)).toEqual(['d/b added']);
    expect(await paths('gone', 2)).toEqual(['gone/x added']);
    expect(await images.tree('tree:1', 0, '')).toMatchObject([
      { path: 'd', sizeBytes: 3 },
      { path: 'gone' },
    ]);
  });

  it('refuses what is no folder', async () => {
    await addLayers('tree:1', [fileEntry('a')]);
    await expect(images.tree('tree:1', null, 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(images.tree('tree:1', 0, 'nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(images.tree('tree:1', 7, '')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('readFile', () => {
  const content = Buffer.from('xxhello worldyy');
  const hello = fileEntry('etc/hello', { sizeBytes: 11, dataOffset: 2 });
  const read = async (path: string, limit = 100): Promise<string> =>
    Buffer.from(await images.readFile('files:1', path, limit)).toString();

  beforeEach(async () => {
    const entries = [
      hello,
      fileEntry('empty', { sizeBytes: 0, dataOffset: 0 }),
      fileEntry('hard', { kind: 'hardlink', link: 'etc/hello' }),
      fileEntry('harder', { kind: 'hardlink', link: 'hard' }),
      link('absolute', '/etc/hello'),
      link('etc/relative', 'hello'),
      link('folder', 'etc'),
      link('up', '../../../etc/./hello'),
      link('loop', 'loop'),
    ];
    const diffId = await putLayer(test.store, entries, content);
    await test.store.images.add(
      { config: imageConfig([diffId]), origin: 'import', originDetail: '' },
      ['files:1'],
    );
  });

  it.each([
    ['a plain file', 'etc/hello'],
    ['a path with slashes around', '/etc/hello/'],
    ['a hard link', 'hard'],
    ['a hard link to a hard link', 'harder'],
    ['an absolute link', 'absolute'],
    ['a relative link', 'etc/relative'],
    ['a link on the way', 'folder/hello'],
    ['a link that climbs above the root', 'up'],
  ])('reads %s', async (_, path) => {
    expect(await read(path)).toBe('hello world');
  });

  it('stops at the limit', async () => {
    expect(await read('etc/hello', 5)).toBe('hello');
    expect(await read('empty')).toBe('');
  });

  it.each([
    ['etc', 'INVALID_ARGUMENT'],
    ['loop', 'INVALID_ARGUMENT'],
    ['etc/nothing', 'NOT_FOUND'],
  ])('refuses %s', async (path, code) => {
    await expect(read(path)).rejects.toMatchObject({ code });
  });
});

describe('history', () => {
  it('is newest first and matches layers to the entries that made them', async () => {
    const diffId = await putLayer(test.store, [fileEntry('x')]);
    const history = [{ created_by: 'base' }, { created_by: 'CMD', empty_layer: true }];
    const config = imageConfig([diffId], { history });
    const { summary } = await test.store.images.add({ config, origin: 'build', originDetail: '' }, [
      'h:1',
    ]);
    expect(await images.history('h:1')).toMatchObject([
      { id: summary.id, createdBy: 'CMD', sizeBytes: 0, emptyLayer: true },
      { id: '<missing>', createdBy: 'base', sizeBytes: summary.sizeBytes, emptyLayer: false },
    ]);
  });
});

describe('remove', () => {
  it('by name: the name only while there are others', async () => {
    const id = await addImage(test.store, ['a:1', 'a:2']);
    expect(await images.remove('a:1', { force: false })).toEqual([
      { kind: 'untagged', value: 'a:1' },
    ]);
    expect((await images.inspect('a:2')).id).toBe(id);
  });

  it('by the last name: the image and its layers', async () => {
    const id = await addImage(test.store, ['a:1']);
    const layer = (await images.inspect('a:1')).layers[0]?.diffId;
    expect(await images.remove('a:1', { force: false })).toEqual([
      { kind: 'untagged', value: 'a:1' },
      { kind: 'deleted', value: id },
      { kind: 'deleted', value: layer },
    ]);
    expect(await images.list()).toEqual([]);
  });

  it('by id: several names need force', async () => {
    const id = await addImage(test.store, ['a:1', 'b:1']);
    await expect(images.remove(id, { force: false })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await images.remove(id.slice(7, 19), { force: true })).toHaveLength(4);
  });

  it('keeps an image that a stopped container uses, and takes its name only by force', async () => {
    const id = await addImage(test.store, ['a:1']);
    test.store.containers.insert(container(id));
    await expect(images.remove('a:1', { force: false })).rejects.toMatchObject({ code: 'IN_USE' });
    await expect(images.remove(id, { force: false })).rejects.toMatchObject({ code: 'IN_USE' });
    expect(await images.remove(id, { force: true })).toEqual([{ kind: 'untagged', value: 'a:1' }]);
    expect(await images.inspect(id)).toMatchObject({ names: [], containers: ['web'] });
    await expect(images.remove(id, { force: true })).rejects.toMatchObject({ code: 'IN_USE' });
    test.store.containers.remove('c'.repeat(64));
    expect((await images.prune({ all: false }, work)).removed).toContainEqual({
      kind: 'deleted',
      value: id,
    });
  });

  it('refuses an image of a running container even by force', async () => {
    const id = await addImage(test.store, ['a:1']);
    test.store.containers.insert(container(id, { state: 'running' }));
    await expect(images.remove(id, { force: true })).rejects.toMatchObject({ code: 'IN_USE' });
  });
});

describe('prune', () => {
  it('removes dangling images, or all that no container uses', async () => {
    const used = await addImage(test.store, ['used:1']);
    test.store.containers.insert(container(used));
    await addImage(test.store, ['named:1']);
    const dangling = await addImage(test.store, [], 'dangling');
    const first = await images.prune({ all: false }, work);
    expect(first.removed[0]).toEqual({ kind: 'deleted', value: dangling });
    expect(first.freedBytes).toBeGreaterThan(0);
    expect((await images.list()).map((image) => image.names)).toEqual(
      expect.arrayContaining([['named:1'], ['used:1']]),
    );
    await images.prune({ all: true }, work);
    expect((await images.list()).map((image) => image.id)).toEqual([used]);
    expect((await images.usage()).freeableBytes).toBe(0);
  });
});
