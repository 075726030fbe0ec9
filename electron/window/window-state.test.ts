import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { boundsFor, stateFrom, WindowStateFile } from './window-state';

const display = { x: 0, y: 0, width: 1920, height: 1080 };

describe('boundsFor', () => {
  const cases = [
    {
      name: 'the first start',
      saved: null,
      areas: [display],
      bounds: { width: 1280, height: 800 },
    },
    {
      name: 'where it stood',
      saved: { x: 100, y: 50, width: 900, height: 700 },
      areas: [display],
      bounds: { x: 100, y: 50, width: 900, height: 700 },
    },
    {
      name: 'on a display that is gone',
      saved: { x: 2500, y: 50, width: 900, height: 700 },
      areas: [display],
      bounds: { width: 900, height: 700 },
    },
    {
      name: 'on the second display',
      saved: { x: 2500, y: 50, width: 900, height: 700 },
      areas: [display, { x: 1920, y: 0, width: 1920, height: 1080 }],
      bounds: { x: 2500, y: 50, width: 900, height: 700 },
    },
    {
      name: 'with its title above the display',
      saved: { x: 0, y: -400, width: 900, height: 700 },
      areas: [display],
      bounds: { width: 900, height: 700 },
    },
    {
      name: 'smaller than it may be',
      saved: { x: 0, y: 0, width: 10, height: 10 },
      areas: [display],
      bounds: { x: 0, y: 0, width: 720, height: 520 },
    },
  ];
  it.each(cases)('$name', ({ saved, areas, bounds }) => {
    expect(boundsFor(saved, areas)).toEqual(bounds);
  });
});

describe('stateFrom', () => {
  const initial = { bounds: null, maximized: false, theme: 'system', language: 'system' };
  it.each([null, 3, 'x', {}, { bounds: { x: 1 }, theme: 'pink', language: 1, maximized: 'yes' }])(
    'takes nothing from %j',
    (value) => {
      expect(stateFrom(value)).toEqual(initial);
    },
  );
});

describe('WindowStateFile', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-window-state-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives a later start what was remembered', async () => {
    const path = join(folder, 'new', 'state.json');
    const file = new WindowStateFile(path);
    file.update({ theme: 'dark' });
    file.update({ bounds: { x: 1, y: 2, width: 800, height: 600 } });
    await file.settled();
    expect(new WindowStateFile(path).get()).toEqual({
      bounds: { x: 1, y: 2, width: 800, height: 600 },
      maximized: false,
      theme: 'dark',
      language: 'system',
    });
  });

  it('starts anew from a broken file', async () => {
    const path = join(folder, 'state.json');
    await writeFile(path, '{"bounds":');
    const file = new WindowStateFile(path);
    file.update({ maximized: true });
    await file.settled();
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      maximized: true,
      bounds: null,
    });
  });
});
