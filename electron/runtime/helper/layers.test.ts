import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UnpackedLayers } from './layers';
import { WorkerPool } from './worker-pool';

const hex = 'a'.repeat(64);
const diffId = `sha256:${hex}`;
const never = new AbortController().signal;

describe('a folder that a step leaves for its layer', () => {
  let folder = '';
  let layers: UnpackedLayers;
  const at = (...names: ReadonlyArray<string>) => join(folder, ...names);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'darkroom-layers-'));
    for (const name of ['blobs', 'unpacked', 'work', 'upper']) mkdirSync(at(name));
    writeFileSync(at('upper', 'made'), '');
    const paths = {
      blobs: at('blobs'),
      unpacked: at('unpacked'),
      root: folder,
      state: folder,
      tmp: folder,
      containers: folder,
      runtime: folder,
    };
    // There is no program to unpack with: whoever needs one fails.
    layers = new UnpackedLayers(paths, at('work'), new WorkerPool(at('none.js'), 1), false);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is what the next step gets, without unpacking', async () => {
    const giveUp = await layers.offer(diffId, at('upper'));
    expect(existsSync(at('upper'))).toBe(false);
    expect(await layers.ensure([diffId], never)).toEqual([]);
    giveUp();
    expect(readdirSync(layers.folder(diffId))).toEqual(['made']);
    expect(readdirSync(at('work'))).toEqual([]);
  });

  it('stays when its layer came into the store', async () => {
    const giveUp = await layers.offer(diffId, at('upper'));
    writeFileSync(at('blobs', hex), '');
    giveUp();
    await expect.poll(() => existsSync(layers.folder(diffId))).toBe(true);
    await expect.poll(() => readdirSync(at('work'))).toEqual([]);
  });

  it('goes when nobody wanted the layer', async () => {
    const giveUp = await layers.offer(diffId, at('upper'));
    giveUp();
    await expect.poll(() => readdirSync(at('work'))).toEqual([]);
    expect(readdirSync(at('unpacked'))).toEqual([]);
    await expect(layers.ensure([diffId], never)).rejects.toThrow();
  });

  it('leaves one alone that is there already', async () => {
    mkdirSync(layers.folder(diffId));
    writeFileSync(join(layers.folder(diffId), 'first'), '');
    await layers.offer(diffId, at('upper'));
    expect(readdirSync(layers.folder(diffId))).toEqual(['first']);
    expect(readdirSync(at('upper'))).toEqual(['made']);
  });
});
