import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { libc } from '../native/libc';
import { dropUnsafe, makeSafe, type SafetyPlaces } from './unpacked-safety';

describe.skipIf(process.platform !== 'linux')('unpacked layers after a loss of power', () => {
  let folder = '';
  let places: SafetyPlaces;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'darkroom-unpacked-'));
    const [layers, note, trash] = ['layers', 'note.json', 'trash'].map((name) =>
      join(folder, name),
    );
    places = { layers: layers ?? '', note: note ?? '', trash: trash ?? '' };
    mkdirSync(places.layers);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const layers = () => readdirSync(places.layers).sort();
  const layer = (name: string) => mkdirSync(join(places.layers, name, 'etc'), { recursive: true });

  /** As if the machine had been started since. */
  function startMachine(): void {
    const note = JSON.parse(readFileSync(places.note, 'utf8')) as object;
    writeFileSync(places.note, JSON.stringify({ ...note, bootId: 'another' }));
  }

  it('keeps what was made safe and drops the rest', async () => {
    await dropUnsafe(places);
    layer('old');
    await delay(20);
    makeSafe(libc(), places);
    await delay(20);
    layer('new');
    await dropUnsafe(places);
    expect(layers()).toEqual(['new', 'old']);
    startMachine();
    await dropUnsafe(places);
    expect(layers()).toEqual(['old']);
    expect(readdirSync(places.trash)).toEqual([]);
    startMachine();
    await dropUnsafe(places);
    expect(layers()).toEqual(['old']);
  });

  it('drops all when nobody ever made anything safe', async () => {
    await dropUnsafe(places);
    layer('new');
    startMachine();
    await dropUnsafe(places);
    expect(layers()).toEqual([]);
  });
});
