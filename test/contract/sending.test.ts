import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, ImageOperations } from '../../electron/engine/engine';
import { passImages, sendImage } from '../../electron/engine/send-image';
import {
  busyboxTar,
  ContractHost,
  contractNames,
  present,
  quietWork,
  RecordedWork,
} from './engines';

const topBytes = 300_000;

describe.each(contractNames.filter((name) => name !== 'embedded'))('images sent to %s', (name) => {
  describe.skipIf(!present.has(name))('travel', () => {
    const passesOver = name.startsWith('docker');
    let host: ContractHost;
    let embedded: Engine;
    let base = '';
    let baseBytes = 0;

    beforeAll(async () => {
      host = await ContractHost.open(name);
      embedded = await host.services.engines.get('embedded');
      const source = await busyboxTar(host.folder);
      base = `${host.prefix}:base`;
      const changes = ['CMD ["sh"]', 'ENV PATH=/bin', `LABEL made.by=${host.prefix}`];
      await embedded.images.import({ source, reference: base, changes }, quietWork());
      baseBytes = (await embedded.images.inspect(base)).sizeBytes;
    });
    afterAll(() => host.close());

    /** On the embedded engine: the base image, and a file that holds the tag. */
    async function build(tag: string): Promise<string> {
      const context = join(host.folder, tag);
      await mkdir(context);
      await writeFile(join(context, 'tag'), tag);
      await writeFile(join(context, 'noise'), randomBytes(topBytes));
      await writeFile(join(context, 'Dockerfile'), `FROM ${base}\nCOPY tag noise /\n`);
      const image = `${host.prefix}:${tag}`;
      await host.darkroom.ok(['--engine', 'embedded', 'build', '-q', '-t', image, context]);
      return image;
    }

    const send = async (image: string): Promise<number> => {
      const work = new RecordedWork();
      const target = { kind: 'engine', engineId: host.engineName } as const;
      await sendImage(embedded, image, target, host.services.engines, work);
      return work.reports.at(-1)?.done ?? 0;
    };

    const runs = (image: string): Promise<string> =>
      host.ok('run', '--rm', '--network', 'none', image, 'cat', '/tag');

    it('whole the first time, then without the layers that are there', async () => {
      expect(await send(base)).toBeGreaterThan(baseBytes);
      const image = await build('second');
      const sent = await send(image);
      expect(sent).toBeGreaterThan(topBytes);
      if (passesOver) expect(sent).toBeLessThan(topBytes + 50_000);
      else expect(sent).toBeGreaterThan(baseBytes + topBytes);
      expect(await runs(image)).toBe('second');
      const ids = [embedded, host.engine].map(async (one) => (await one.images.inspect(image)).id);
      expect(new Set(await Promise.all(ids)).size).toBe(1);
      // What is there already is sent as its config and lists alone.
      if (passesOver) expect(await send(image)).toBeLessThan(50_000);
    });

    it('with every layer that is there only in another place', async () => {
      await send(base);
      const { config } = await embedded.images.inspect(base);
      const [bottom = ''] = config.rootfs.diff_ids;
      const known = (diffIds: ReadonlyArray<string>) => host.engine.images.knownLayers(diffIds);
      expect(await known([bottom, bottom])).toBe(passesOver ? 1 : 0);
      expect(await known([`sha256:${'0'.repeat(64)}`, bottom])).toBe(0);
    });

    it.skipIf(!passesOver)('whole where a layer is gone that was there', async () => {
      const image = await build('gone');
      const work = new RecordedWork();
      const images = host.engine.images;
      const mistaken: Pick<ImageOperations, 'load' | 'knownLayers'> = {
        load: (source, loading) => images.load(source, loading),
        knownLayers: (diffIds) => Promise.resolve(diffIds.length),
      };
      await passImages(embedded.images, [image], mistaken, work);
      expect(work.entries).toHaveLength(1);
      expect(work.reports.at(-1)?.done).toBeGreaterThan(baseBytes + topBytes);
      expect(await runs(image)).toBe('gone');
    });
  });
});
