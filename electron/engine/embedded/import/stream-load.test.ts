import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeHeader } from '../../../oci/layer/tar-encode';
import { entry, tarOf, type TarPart } from '../../../oci/layer/tar-test-kit';
import { WorkerPool } from '../../../worker/pool';
import {
  config,
  hex,
  layer,
  newDockerParts,
  ociParts,
  oldDockerParts,
  oldestDocker,
  podmanParts,
  upper,
} from './archive-kit';
import { openImportKit, quietWork, type ImportKit } from './import-kit';
import { loadArchive } from './load-archive';

const workers = new WorkerPool();
let kit: ImportKit;
beforeEach(async () => void (kit = await openImportKit(workers)));
afterEach(() => kit.dispose());
afterAll(() => workers.dispose());

const tools = {
  none: 'cat',
  gzip: 'gzip -c',
  zstd: 'zstd -qc',
  xz: 'xz -c',
  bzip2: 'bzip2 -c',
} as const;
const compressions = Object.keys(tools) as ReadonlyArray<keyof typeof tools>;
const layouts: Readonly<Record<string, ReadonlyArray<TarPart>>> = {
  'docker before 1.10': oldestDocker(),
  'docker to 24': oldDockerParts(),
  'docker since 25': newDockerParts(),
  'podman for docker': podmanParts(),
  'an OCI layout': ociParts(),
};

function pack(tar: Buffer, compression: keyof typeof tools): Buffer {
  const [tool, ...args] = tools[compression].split(' ');
  return tool === 'cat' ? tar : execFileSync(tool ?? '', args, { input: tar });
}

/** A pipe that gives `bytes` in pieces that end anywhere. */
function pipeOf(bytes: Buffer, pieceBytes = 7_777): Readable {
  return Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes)
        yield bytes.subarray(at, at + pieceBytes);
    })(),
    { objectMode: false },
  );
}

async function loadsTheImage(source: string | Readable): Promise<void> {
  await loadArchive(kit, source, quietWork());
  const [image] = kit.store.images.list();
  expect(image?.layers.map(({ diffId }) => diffId)).toEqual([
    `sha256:${hex(layer)}`,
    `sha256:${hex(upper)}`,
  ]);
  expect(
    [...kit.store.layers.entries(`sha256:${hex(upper)}`)].map(({ path }) => path).sort(),
  ).toEqual(['b', 'etc/a']);
  expect((await kit.leftovers()).filter((name) => name.startsWith('tmp/'))).toEqual([]);
}

describe('loads from a pipe and from a file', () => {
  for (const [layout, parts] of Object.entries(layouts)) {
    for (const compression of compressions) {
      it(`${layout}, ${compression}`, async () => {
        const bytes = pack(tarOf(...parts), compression);
        await loadsTheImage(pipeOf(bytes));
        const once = kit.store.images.list();
        await kit.dispose();
        kit = await openImportKit(workers);
        const path = join(kit.folder, 'archive');
        writeFileSync(path, bytes);
        await loadsTheImage(path);
        expect(kit.store.images.list().map(({ id, names }) => [id, names])).toEqual(
          once.map(({ id, names }) => [id, names]),
        );
      });
    }

    it(`${layout}, in the opposite order`, () =>
      loadsTheImage(pipeOf(tarOf(...[...parts].reverse()))));
  }

  it('what a shell names a pipe', async () => {
    const path = join(kit.folder, 'fifo');
    execFileSync('mkfifo', [path]);
    const bytes = join(kit.folder, 'bytes');
    writeFileSync(bytes, tarOf(...newDockerParts()));
    execFileSync('sh', ['-c', 'cat "$1" > "$2" &', 'sh', bytes, path], { stdio: 'ignore' });
    await loadsTheImage(path);
  });

  it('several images with layers in common, and one again', async () => {
    const other = Buffer.from(config.toString().replace('"amd64"', '"arm64"'));
    const list = [config, other].map((bytes, index) => ({
      Config: `${hex(bytes)}.json`,
      RepoTags: [`app:${index}`],
      Layers: [`${index}/layer.tar`, 'top/layer.tar'],
    }));
    const parts: ReadonlyArray<TarPart> = [
      { path: '1/layer.tar', kind: 'symlink', link: '../0/layer.tar' },
      { path: 'manifest.json', content: JSON.stringify(list) },
      ...[config, other].map((bytes) => ({ path: `${hex(bytes)}.json`, content: bytes })),
      { path: 'top/layer.tar', content: upper },
      { path: 'again/layer.tar', kind: 'hardlink', link: 'top/layer.tar' },
      { path: '0/layer.tar', content: layer },
    ];
    for (let time = 0; time < 2; time += 1) {
      const { names, imageIds } = await loadArchive(kit, pipeOf(tarOf(...parts)), quietWork());
      expect(names).toEqual(['app:0', 'app:1']);
      expect(imageIds).toEqual([config, other].map((bytes) => `sha256:${hex(bytes)}`));
    }
    expect((await kit.leftovers()).filter((name) => name.startsWith('tmp/'))).toEqual([]);
  });

  it('a layer that the store has, without writing it again', async () => {
    await loadsTheImage(pipeOf(tarOf(...oldDockerParts())));
    const bad = newDockerParts().map((part) =>
      part.content === layer ? { ...part, content: upper } : part,
    );
    const { imageIds } = await loadArchive(kit, pipeOf(tarOf(...bad)), quietWork());
    expect(imageIds).toEqual([`sha256:${hex(config)}`]);
    const kept = kit.store.paths.blob(`sha256:${hex(layer)}`);
    expect(existsSync(kept)).toBe(true);
  });

  it('a config that is larger than what is on its way at once', async () => {
    const padded = Buffer.from(config.toString().replace('{', `{${' '.repeat(12 << 20)}`));
    await loadsTheImage(pipeOf(tarOf(...oldDockerParts({ config: padded }))));
  });

  it('beside what would be no layer, as long as no image wants it', async () => {
    const climbing = tarOf({ path: '../evil', content: 'x' });
    const damaged = execFileSync('gzip', ['-c'], { input: climbing }).subarray(0, 40);
    await loadsTheImage(
      pipeOf(
        tarOf(
          { path: 'blobs/sha256/other', content: climbing },
          { path: 'blobs/sha256/cut', content: damaged },
          { path: 'blobs/sha256/large', content: Buffer.alloc(17 << 20, 0x20) },
          ...oldDockerParts(),
        ),
      ),
    );
  });
});

describe('from a pipe, keeps nothing', () => {
  const seed = Number(process.env['DARKROOM_TEST_SEED'] ?? 20_261_126);
  const rounds = Number(process.env['DARKROOM_CUT_ROUNDS'] ?? 12);

  for (const [layout, parts] of Object.entries(layouts)) {
    it(`of ${layout} cut off anywhere (seed ${seed})`, async () => {
      let state = seed;
      const random = (below: number): number => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return state % below;
      };
      const tar = tarOf(...parts);
      for (let round = 0; round < rounds; round += 1) {
        const compression = compressions[round % compressions.length] ?? 'none';
        // The two blocks of zeros at the end say no more than one of them does.
        const whole = pack(tar, compression);
        const end = random(whole.length - (compression === 'none' ? 1024 : 0));
        const loading = loadArchive(kit, pipeOf(whole.subarray(0, end)), quietWork());
        await expect(loading, `${compression}, ${end} bytes`).rejects.toMatchObject({
          code: expect.stringMatching(/^ARCHIVE_/) as string,
        });
        expect(await kit.leftovers(), `${compression}, ${end} bytes`).toEqual([]);
      }
    });
  }

  const bad: ReadonlyArray<readonly [string, string, ReadonlyArray<TarPart>]> = [
    [
      'a layer that is another',
      'DIGEST_MISMATCH',
      oldDockerParts({ upper: tarOf({ path: 'evil', content: 'x' }) }),
    ],
    [
      'a layer that climbs',
      'ARCHIVE_HOSTILE',
      oldDockerParts({ upper: tarOf({ path: '../evil', content: 'x' }) }),
    ],
    [
      'a layer that is a text',
      'ARCHIVE_NOT_A_ROOTFS',
      oldDockerParts({ upper: Buffer.from('text') }),
    ],
    ['a layer that is missing', 'ARCHIVE_NOT_AN_IMAGE', oldDockerParts().slice(1)],
    ['a list that is a layer', 'ARCHIVE_NOT_AN_IMAGE', [{ path: 'manifest.json', content: layer }]],
    [
      'a list that is too large',
      'ARCHIVE_NOT_AN_IMAGE',
      [{ path: 'manifest.json', content: Buffer.alloc(17 << 20, 0x20) }],
    ],
    [
      'a link in a circle',
      'ARCHIVE_NOT_AN_IMAGE',
      [
        ...oldDockerParts().slice(2),
        { path: '1/layer.tar', kind: 'symlink', link: '../1/layer.tar' },
      ],
    ],
    ['a member that climbs', 'ARCHIVE_HOSTILE', [{ path: '../manifest.json', content: '[]' }]],
  ];
  for (const [name, code, parts] of bad) {
    it(`of ${name}`, async () => {
      const loading = loadArchive(kit, pipeOf(tarOf(...parts)), quietWork());
      await expect(loading).rejects.toMatchObject({ code });
      expect(await kit.leftovers()).toEqual([]);
    });
  }

  it('of members without end', async () => {
    const name = `${'d'.repeat(200)}/${'n'.repeat(50)}`;
    const member = encodeHeader(entry({ path: name, sizeBytes: 0 }));
    const many = Buffer.concat(Array.from({ length: 2_000 }, () => member));
    const endless = Readable.from(
      (function* () {
        for (;;) yield many;
      })(),
    );
    const loading = loadArchive(kit, endless, quietWork());
    await expect(loading).rejects.toMatchObject({ code: 'ARCHIVE_HOSTILE' });
    expect(await kit.leftovers()).toEqual([]);
  });

  it('when it is cancelled in the middle of a layer', async () => {
    const controller = new AbortController();
    const stream = new Readable({ read: () => undefined });
    stream.push(tarOf(...newDockerParts()).subarray(0, 3_000));
    const loading = loadArchive(kit, stream, quietWork(controller.signal));
    setTimeout(() => controller.abort(), 100);
    await expect(loading).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await kit.leftovers()).toEqual([]);
  });
});

it('does not wait for the end of what follows an archive without end', async () => {
  const zeros = Buffer.alloc(1 << 20);
  const endless = Readable.from(
    (function* () {
      yield tarOf(...newDockerParts());
      for (;;) yield zeros;
    })(),
  );
  await loadsTheImage(endless);
});
