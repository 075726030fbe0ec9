import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DarkroomError } from '../../shared/errors';
import { importImage } from './embedded/import/import-image';
import { openImportKit, quietWork, rootfsTar, type ImportKit } from './embedded/import/import-kit';
import { loadArchive } from './embedded/import/load-archive';
import { saveArchive } from './embedded/import/save-archive';
import type { Engine, ImageOperations } from './engine';
import { sendImage } from './send-image';

/** The part of an engine that sending uses, on a store of its own. */
function engineOf(id: string, kit: ImportKit, change: Partial<ImageOperations> = {}): Engine {
  const images: Partial<ImageOperations> = {
    inspect: (name) => Promise.resolve(kit.store.images.find(name).summary as never),
    save: (names, target, options, work) => saveArchive(kit, names, target, options, work),
    load: (source, work) => loadArchive(kit, source, work),
    knownLayers: () => Promise.resolve(0),
    ...change,
  };
  return { id, images } as Engine;
}

/** As the list of engines answers. */
function found(engine: Engine | undefined): Promise<Engine> {
  if (engine !== undefined) return Promise.resolve(engine);
  return Promise.reject(new DarkroomError('ENGINE_NOT_FOUND', 'There is no such engine'));
}

const broken = new DarkroomError('DISK_FULL', 'no room');

describe('sendImage between engines', () => {
  let from: ImportKit;
  let to: ImportKit;
  let id = '';
  beforeEach(async () => {
    [from, to] = await Promise.all([openImportKit(), openImportKit()]);
    const path = join(from.folder, 'rootfs.tar');
    await writeFile(path, rootfsTar('', { path: 'large', content: Buffer.alloc(20_000_000, 'x') }));
    const { imageIds } = await importImage(from, { source: path, reference: 'box:1' }, quietWork());
    id = imageIds[0] ?? '';
  });
  afterEach(() => Promise.all([from.dispose(), to.dispose()]));

  const send = (source: Engine, target: Engine, work = quietWork(), engineId = target.id) =>
    sendImage(
      source,
      'box:1',
      { kind: 'engine', engineId },
      { get: (wanted) => found([source, target].find((one) => one.id === wanted)) },
      work,
    );

  it('brings the same image under the same name, and tells how far it is', async () => {
    const told: number[] = [];
    const work = { ...quietWork(), progress: ({ done }: { done: number }) => void told.push(done) };
    expect(await send(engineOf('a', from), engineOf('b', to), work)).toBe('box:1');
    expect(to.store.images.find('box:1').summary.id).toBe(id);
    expect(told.at(-1)).toBeGreaterThan(20_000_000);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it.each(['save', 'load'] as const)(
    'tells what failed in %s, and leaves nothing',
    async (which) => {
      const fails = { [which]: () => Promise.reject(broken) };
      const source = engineOf('a', from, which === 'save' ? fails : {});
      const target = engineOf('b', to, which === 'load' ? fails : {});
      await expect(send(source, target)).rejects.toBe(broken);
      expect(await to.leftovers()).toEqual([]);
    },
  );

  it('leaves nothing when it is cancelled', async () => {
    const controller = new AbortController();
    const work = { ...quietWork(controller.signal), progress: () => controller.abort() };
    const sent = send(engineOf('a', from), engineOf('b', to), work);
    await expect(sent).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await to.leftovers()).toEqual([]);
  });

  it('knows engines that are not there, and the engine it is on', async () => {
    const [a, b] = [engineOf('a', from), engineOf('b', to)];
    await expect(send(a, b, quietWork(), 'c')).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    await expect(send(a, b, quietWork(), 'a')).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
