import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runOk } from '../helpers/run';
import { ContractHost, contractNames, present, quietWork, RecordedWork } from './engines';

describe.each(contractNames)('images of %s', (name) => {
  describe.skipIf(!present.has(name))('are', () => {
    let host: ContractHost;
    let base = '';
    const images = () => host.engine.images;

    beforeAll(async () => {
      host = await ContractHost.open(name);
      base = await host.importBase();
    });
    afterAll(() => host.close());

    it('imported, with changes applied', async () => {
      const { config, layers, names, id } = await images().inspect(base);
      expect({ cmd: config.config.Cmd, labels: config.config.Labels, names }).toEqual({
        cmd: ['sh'],
        labels: { 'made.by': 'contract' },
        names: [base],
      });
      expect(config.config.Env).toContain('PATH=/bin');
      expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(layers.map((layer) => layer.diffId)).toEqual(config.rootfs.diff_ids);
      expect(layers[0]?.sizeBytes).toBeGreaterThan(1_000_000);
    });

    it('imported with the bytes told as they go', async () => {
      const work = new RecordedWork();
      const source = join(host.folder, 'rootfs.tar');
      const imported = await images().import({ source, reference: `${host.prefix}:bytes` }, work);
      const last = work.reports.filter((report) => report.unit === 'bytes').at(-1);
      expect(imported).toMatchObject({ loaded: false, names: [`${host.prefix}:bytes`] });
      expect(last?.done).toBe((await readFile(source)).length);
    });

    it('imported from a pipe', async () => {
      const stdin = createReadStream(join(host.folder, 'rootfs.tar'));
      const options = { source: '-', reference: `${host.prefix}:pipe` };
      const imported = await images().import(options, quietWork(), stdin);
      expect(imported.imageIds).toHaveLength(1);
      expect((await images().inspect(`${host.prefix}:pipe`)).id).toBe(imported.imageIds[0]);
    });

    it('refused with the reason when a change is wrong, and nothing is left', async () => {
      const source = join(host.folder, 'rootfs.tar');
      const wrong = { source, reference: `${host.prefix}:wrong`, changes: ['RUN echo'] };
      await expect(images().import(wrong, quietWork())).rejects.toMatchObject({
        name: 'DarkroomError',
      });
      await expect(images().inspect(`${host.prefix}:wrong`)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
    });

    it('refused when they are no tarball', async () => {
      const source = join(host.folder, 'text.txt');
      await writeFile(source, 'no archive at all, only text\n'.repeat(100));
      await expect(
        images().import({ source, reference: `${host.prefix}:text` }, quietWork()),
      ).rejects.toMatchObject({ name: 'DarkroomError' });
    });

    it('listed with names, size and layers', async () => {
      const found = (await images().list()).find((image) => image.names.includes(base));
      const { id, layers, architecture } = await images().inspect(base);
      expect(found).toMatchObject({ id, architecture, os: 'linux' });
      expect(found?.layers.map(({ diffId }) => diffId)).toEqual(layers.map(({ diffId }) => diffId));
    });

    it('found by the start of their id', async () => {
      const { id } = await images().inspect(base);
      expect((await images().inspect(id.slice(7, 19))).id).toBe(id);
      await expect(images().inspect(`${host.prefix}:none`)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
    });

    it('shown with their history, newest first', async () => {
      const lines = await images().history(base);
      expect(lines.length).toBeGreaterThanOrEqual(1);
      expect(lines.reduce((sum, line) => sum + line.sizeBytes, 0)).toBeGreaterThan(1_000_000);
    });

    it('looked into: tree, layer, file', async () => {
      const top = await images().tree(base, null, '');
      expect(top.map((node) => node.name)).toEqual(
        expect.arrayContaining(['bin', 'etc', 'root', 'tmp']),
      );
      const inLayer = await images().tree(base, 0, 'etc');
      expect(inLayer.map((node) => node.name)).toContain('os-release');
      const text = await images().readFile(base, '/etc/os-release', 1000);
      expect(Buffer.from(text).toString()).toBe('ID=contract\n');
      await expect(images().readFile(base, '/etc/none', 10)).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    });

    it('tagged and untagged', async () => {
      const second = `${host.prefix}/second:1.0`;
      await images().tag(base, second);
      const { id, names } = await images().inspect(second);
      expect(names).toEqual(expect.arrayContaining([second]));
      expect(await images().remove(second, { force: false })).toContainEqual({
        kind: 'untagged',
        value: second,
      });
      expect((await images().inspect(base)).id).toBe(id);
      await expect(images().tag(base, 'UPPER CASE')).rejects.toMatchObject({
        code: 'INVALID_REFERENCE',
      });
    });

    it('saved and loaded', async () => {
      const target = join(host.folder, 'saved.tar');
      const reference = `${host.prefix}:saved`;
      await images().tag(base, reference);
      await images().save(
        [reference],
        target,
        { format: 'docker', compression: 'gzip' },
        quietWork(),
      );
      const listing = await runOk('tar', ['-tzf', target]);
      expect(listing.split('\n')).toContain('manifest.json');
      await images().remove(reference, { force: false });
      const loaded = await images().load(target, quietWork());
      expect(loaded.names).toEqual([reference]);
      expect((await images().inspect(reference)).id).toBe((await images().inspect(base)).id);
    });

    it('saved as OCI and loaded from it', async () => {
      const target = join(host.folder, 'saved-oci.tar');
      const reference = `${host.prefix}:oci`;
      await images().tag(base, reference);
      await images().save([reference], target, { format: 'oci', compression: 'none' }, quietWork());
      expect((await runOk('tar', ['-tf', target])).split('\n')).toContain('oci-layout');
      await images().remove(reference, { force: false });
      const loaded = await images().load(target, quietWork());
      expect(loaded.imageIds).toEqual([(await images().inspect(base)).id]);
    });

    it('not saved half: a missing one leaves no file', async () => {
      const target = join(host.folder, 'none.tar');
      await expect(
        images().save(
          [`${host.prefix}:none`],
          target,
          { format: 'docker', compression: 'none' },
          quietWork(),
        ),
      ).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
      await expect(readFile(target)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('not loaded from what is no archive', async () => {
      await expect(images().load(join(host.folder, 'text.txt'), quietWork())).rejects.toMatchObject(
        {
          name: 'DarkroomError',
        },
      );
    });

    it('counted in the disk usage', async () => {
      const usage = await images().usage();
      expect(usage.imageCount).toBeGreaterThan(0);
      expect(usage.usedBytes).toBeGreaterThan(1_000_000);
    });

    it('announced when they change', async () => {
      let count = 0;
      const listening = host.engine.onDidChange((what) => {
        if (what === 'images') count += 1;
      });
      // Following begins with a change of its own: what came before was not heard.
      await delay(2000);
      const before = count;
      // By another process: nothing in this one knows of it.
      await host.ok('tag', base, `${host.prefix}:announced`);
      await expect.poll(() => count, { timeout: 60_000, interval: 100 }).toBeGreaterThan(before);
      listening.dispose();
    });

    it('cancelled while they are imported', async () => {
      const controller = new AbortController();
      const work = quietWork(controller.signal);
      // Cut in the middle of a file: what ends at a file's end is a whole archive for Docker.
      const large = join(host.folder, 'large');
      await writeFile(large, '');
      await truncate(large, 1e11);
      const tar = spawn('tar', ['-C', host.folder, '-cf', '-', 'large']);
      const stdin = tar.stdout;
      const importing = images().import(
        { source: '-', reference: `${host.prefix}:cancelled` },
        { ...work, progress: ({ done }) => done > 1 << 20 && controller.abort() },
        stdin,
      );
      await expect(importing).rejects.toMatchObject({ name: 'DarkroomError' });
      tar.kill('SIGKILL');
      await expect(images().inspect(`${host.prefix}:cancelled`)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
      });
    });
  });
});
