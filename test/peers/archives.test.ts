import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../shared/model/import';
import { WorkerPool } from '../../electron/worker/pool';
import { importImage } from '../../electron/engine/embedded/import/import-image';
import {
  openImportKit,
  quietWork,
  type ImportKit,
} from '../../electron/engine/embedded/import/import-kit';
import { loadArchive } from '../../electron/engine/embedded/import/load-archive';
import { saveArchive } from '../../electron/engine/embedded/import/save-archive';
import { dockerNames, dockerPeer } from '../helpers/peers';
import { isInstalled, runOk } from '../helpers/run';

// Under /tmp: the newer docker lives in a root file system of its own that shares only this folder.
let folder = '';
let rootfs = '';
let kit: ImportKit;
const workers = new WorkerPool();
const docker = new Map(
  await Promise.all(dockerNames.map(async (name) => [name, await dockerPeer(name)] as const)),
);
const tools = new Map(
  await Promise.all(
    ['skopeo', 'umoci', 'podman', 'bsdtar'].map(
      async (name) => [name, await isInstalled(name)] as const,
    ),
  ),
);
const saveOptions = { format: 'docker', compression: 'none' } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-peers-'));
  kit = await openImportKit();
  rootfs = join(folder, 'rootfs.tar');
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'etc'), { recursive: true });
  await mkdir(join(tree, 'bin'));
  await writeFile(join(tree, 'etc/os-release'), 'ID=peers\nVERSION_ID=1\n');
  await writeFile(join(tree, 'bin/sh'), '#!/bin/false\n', { mode: 0o755 });
  await writeFile(join(tree, 'etc/caf\u00e9'), 'x'.repeat(70_000));
  await runOk('sh', [
    '-c',
    'cd "$1" && ln bin/sh bin/ash && ln -s /bin/sh etc/l && truncate -s 5M etc/hole && setfattr -n user.a -v b etc/os-release 2>/dev/null; true',
    'sh',
    tree,
  ]);
  await runOk('tar', ['-C', tree, '--xattrs', '--format=posix', '-cf', rootfs, '.']);
  // Neither docker nor podman can save a layer with sparse entries again, so only its import is compared.
  await runOk('tar', ['-C', tree, '--sparse', '--format=posix', '-cf', `${rootfs}.sparse`, '.']);
  await importImage(
    kit,
    { source: rootfs, reference: 'darkroom-peers:ours', changes: ['CMD ["/bin/sh"]'] },
    quietWork(),
  );
});
afterAll(async () => {
  for (const peer of docker.values())
    await peer
      ?.docker('rmi', '-f', 'darkroom-peers:ours', 'darkroom-peers:label', 'darkroom-peers:theirs')
      .catch(() => '');
  if (tools.get('podman') === true)
    await runOk('podman', ['rmi', '-f', 'darkroom-peers:ours']).catch(() => '');
  await kit.dispose();
  await workers.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest('hex')}`;
}

async function saved(
  name: string,
  options: Parameters<typeof saveArchive>[3] = saveOptions,
): Promise<string> {
  const path = join(folder, `${options.format}-${options.compression}.tar`);
  await saveArchive(kit, [name], path, options, quietWork());
  return path;
}

/** From the file and through a pipe, with every compression around it. */
async function loadsEveryWay(path: string, expected: Partial<ImportResult>): Promise<void> {
  for (const tool of ['cat', 'gzip -1', 'zstd -q', 'xz -0', 'bzip2 -1']) {
    const packed = `${path}.${tool.split(' ')[0] ?? ''}`;
    await runOk('sh', ['-c', `${tool} < "$1" > "$2"`, 'sh', path, packed]);
    for (const source of [packed, createReadStream(packed)]) {
      const other = await openImportKit(workers);
      try {
        expect(await loadArchive(other, source, quietWork()), tool).toMatchObject(expected);
        for (const { layers } of other.store.images.list()) {
          expect(layers.map(({ diffId }) => diffId)).toEqual([await sha256Of(rootfs)]);
        }
        expect(await readdir(other.store.paths.tmp)).toEqual([]);
      } finally {
        await other.dispose();
      }
    }
  }
}

for (const [name, peer] of docker) {
  describe.skipIf(peer === null)(name, () => {
    const run = (...args: ReadonlyArray<string>): Promise<string> =>
      peer?.docker(...args) ?? Promise.resolve('');

    it('imports the same tar to the same layer', async () => {
      const id = (await run('import', rootfs, 'darkroom-peers:theirs')).trim();
      const layers = (await run('inspect', '-f', '{{json .RootFS.Layers}}', id)).trim();
      const ours = kit.store.images.find('darkroom-peers:ours').config.rootfs.diff_ids;
      expect(JSON.parse(layers)).toEqual(ours);
      expect(ours).toEqual([await sha256Of(rootfs)]);
    });

    it('imports a tar with sparse files to the same layer', async () => {
      const id = (await run('import', `${rootfs}.sparse`, 'darkroom-peers:theirs')).trim();
      await importImage(kit, { source: `${rootfs}.sparse`, reference: 'sparse' }, quietWork());
      const layers = (await run('inspect', '-f', '{{json .RootFS.Layers}}', id)).trim();
      expect(JSON.parse(layers)).toEqual(kit.store.images.find('sparse').config.rootfs.diff_ids);
    });

    it('loads what we save, with the same id', async () => {
      for (const compression of ['none', 'gzip'] as const) {
        const path = await saved('darkroom-peers:ours', { format: 'docker', compression });
        expect(await run('load', '-i', path)).toContain('darkroom-peers:ours');
        const id = (await run('inspect', '-f', '{{.Id}}', 'darkroom-peers:ours')).trim();
        expect(id).toBe(kit.store.images.find('darkroom-peers:ours').summary.id);
        await run('rmi', '-f', 'darkroom-peers:ours');
      }
    });

    it('saves what we load, with the same ids, from a file and from a pipe', async () => {
      const names = ['darkroom-peers:theirs', 'darkroom-peers:label'];
      const id = (await run('import', rootfs, names[0] ?? '')).trim();
      // Of two images with one layer the older docker writes one layer and a link to it.
      await writeFile(join(folder, 'Dockerfile'), `FROM ${names[0]}\nLABEL a=b\n`);
      await run(
        'build',
        '-q',
        '-t',
        names[1] ?? '',
        '-f',
        join(folder, 'Dockerfile'),
        join(folder, 'tree/etc'),
      );
      const label = (await run('inspect', '-f', '{{.Id}}', names[1] ?? '')).trim();
      const path = join(folder, `theirs-${name.replace(/\W/g, '')}.tar`);
      await run('save', '-o', path, ...names);
      await loadsEveryWay(path, {
        imageIds: expect.arrayContaining([id, label]) as string[],
        names: expect.arrayContaining(names) as string[],
      });
    });
  });
}

describe.skipIf(tools.get('skopeo') !== true || tools.get('umoci') !== true)(
  'skopeo and umoci',
  () => {
    it('read both formats and give them back unchanged', async () => {
      const { id } = kit.store.images.find('darkroom-peers:ours').summary;
      const sources = [
        `docker-archive:${await saved('darkroom-peers:ours')}:darkroom-peers:ours`,
        `oci-archive:${await saved('darkroom-peers:ours', { format: 'oci', compression: 'none' })}:ours`,
        `oci:${kit.store.paths.root}:darkroom-peers:ours`,
      ];
      for (const [index, source] of sources.entries()) {
        const layout = join(folder, `layout-${index}`);
        await runOk('skopeo', ['copy', '-q', source, `oci:${layout}:x`]);
        expect(await runOk('umoci', ['ls', '--layout', layout])).toBe('x\n');
        await runOk('umoci', [
          'unpack',
          '--rootless',
          '--image',
          `${layout}:x`,
          join(folder, `bundle-${index}`),
        ]);
        const copy = join(folder, `copy-${index}.tar`);
        await runOk('skopeo', ['copy', '-q', source, `oci-archive:${copy}:copied:x`]);
        await loadsEveryWay(copy, { names: ['copied:x'] });
        const other = await openImportKit(workers);
        try {
          const result = await loadArchive(other, layout, quietWork());
          // skopeo keeps docker's config as it is; to OCI it may write a config of its own.
          if (index > 0) expect(result.imageIds).toEqual([id]);
          const [diffId] = other.store.images.list()[0]?.layers.map((layer) => layer.diffId) ?? [];
          expect(diffId).toBe(await sha256Of(rootfs));
        } finally {
          await other.dispose();
        }
      }
    });
  },
);

describe.skipIf(tools.get('podman') !== true)('podman', () => {
  it('loads what we save, and we load what it saves', async () => {
    await runOk('podman', ['load', '-i', await saved('darkroom-peers:ours')]);
    for (const format of ['docker-archive', 'oci-archive']) {
      const path = join(folder, `podman-${format}.tar`);
      await runOk('podman', ['save', '-q', '--format', format, '-o', path, 'darkroom-peers:ours']);
      await loadsEveryWay(path, {
        names: [expect.stringMatching(/^(localhost\/)?darkroom-peers:ours$/)],
      });
    }
  });
});
