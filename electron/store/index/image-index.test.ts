import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../oci/digest';
import {
  addImage,
  fileEntry,
  imageConfig,
  makeTestStore,
  putLayer,
  type TestStore,
} from '../test-store';

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

const thrown = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('images', () => {
  it('are found by name, id, id prefix and digest, a name before a prefix', async () => {
    const { images } = test.store;
    const id = await addImage(test.store, ['demo:1']);
    const prefix = id.slice(7, 12);
    const named = await addImage(test.store, [prefix]);
    const { digest } = images.manifest(id);
    const spellings = [
      'demo:1',
      'docker.io/library/demo:1',
      id,
      id.slice(7),
      id.slice(0, 30),
      `demo@${digest}`,
    ];
    expect(spellings.map((name) => images.find(name).summary.id)).toEqual(spellings.map(() => id));
    expect(images.find(prefix).summary.id).toBe(named);
    expect(images.tryFind('demo:2')).toBeNull();
    expect(images.tryFind('No Name')).toBeNull();
    expect(() => images.find('demo')).toThrow(thrown('IMAGE_NOT_FOUND'));
  });

  it('whose ids start the same are told apart only by more digits', async () => {
    const byDigit = new Map<string, string[]>();
    for (let count = 0; count < 17; count += 1) {
      const id = await addImage(test.store, [], `n${count}`);
      byDigit.set(id.charAt(7), [...(byDigit.get(id.charAt(7)) ?? []), id]);
    }
    const [digit, ids] = [...byDigit].find(([, found]) => found.length > 1) ?? ['', []];
    expect(() => test.store.images.find(digit)).toThrow(thrown('AMBIGUOUS_ID'));
    expect(() => test.store.images.tryFind(digit)).toThrow(thrown('AMBIGUOUS_ID'));
    expect(test.store.images.find((ids[0] ?? '').slice(7, 27)).summary.id).toBe(ids[0]);
  });

  it('lose a name that moves on', async () => {
    const first = await addImage(test.store, ['demo', 'other:1']);
    const second = await addImage(test.store, ['demo'], 'second');
    expect(test.store.images.find(first).summary.names).toEqual(['other:1']);
    await test.store.images.tag(second, 'docker.io/library/other:1');
    expect(test.store.images.find(first).summary.names).toEqual([]);
    expect(test.store.images.find(second).summary.names).toEqual(['demo:latest', 'other:1']);
    await test.store.images.untag('demo');
    await expect(test.store.images.untag('demo')).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
    expect(test.store.images.list().map((image) => image.names)).toContainEqual(['other:1']);
  });

  it('keep the id of the config bytes they came with', async () => {
    const diffId = await putLayer(test.store, [fileEntry('a')]);
    const config = imageConfig([diffId]);
    const configBytes = Buffer.from(`${JSON.stringify(config, null, 2)}\n`);
    const image = { config, configBytes, origin: 'load', originDetail: 'x.tar' } as const;
    const { summary } = await test.store.images.add(image, []);
    expect(summary).toMatchObject({
      id: digestOf(configBytes),
      origin: 'load',
      originDetail: 'x.tar',
      names: [],
    });
    expect(await test.store.blobs.read(summary.id)).toEqual(configBytes);
    expect(summary.layers).toMatchObject([
      { diffId, fileCount: 1, whiteoutCount: 0, command: 'step 0' },
    ]);
    await test.store.images.add({ config, configBytes, origin: 'load', originDetail: 'again' }, [
      'named:1',
    ]);
    expect(test.store.images.list()).toMatchObject([{ id: summary.id, names: ['named:1'] }]);
  });

  it('need all their layers', async () => {
    const image = {
      config: imageConfig([digestOf('nowhere')]),
      origin: 'build',
      originDetail: '',
    } as const;
    await expect(test.store.images.add(image, ['a:1'])).rejects.toMatchObject({
      code: 'BLOB_NOT_FOUND',
    });
    expect(test.store.images.list()).toEqual([]);
  });

  it.each(['Upper', `app@${digestOf('x')}`])('cannot be called %s', async (name) => {
    const id = await addImage(test.store, ['a:1']);
    await expect(test.store.images.tag(id, name)).rejects.toMatchObject({
      code: 'INVALID_REFERENCE',
    });
  });
});
