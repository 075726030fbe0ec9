import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { validateLayout } from '../../../oci/validate';
import { tarOf } from '../../../oci/layer/tar-test-kit';
import { config, hex, layer, ociParts, oldDocker, oldestDocker, upper } from './archive-kit';
import { importImage } from './import-image';
import { openImportKit, quietWork, rootfsTar, type ImportKit } from './import-kit';
import { loadArchive } from './load-archive';
import { saveArchive } from './save-archive';

let kit: ImportKit;
beforeEach(async () => void (kit = await openImportKit()));
afterEach(() => kit.dispose());

function put(name: string, content: Uint8Array): string {
  const path = join(kit.folder, name);
  writeFileSync(path, content);
  return path;
}

describe('loadArchive', () => {
  const check = async (names: ReadonlyArray<string>): Promise<void> => {
    const { summary } = kit.store.images.find(names[0] ?? '');
    expect(summary.id).toBe(`sha256:${hex(config)}`);
    expect([...summary.names].sort()).toEqual(names);
    expect(readFileSync(kit.store.paths.blob(summary.id)).equals(config)).toBe(true);
    expect(
      [...kit.store.layers.entries(`sha256:${hex(upper)}`)]
        .map(({ kind, path }) => `${kind} ${path}`)
        .sort(),
    ).toEqual(['file b', 'whiteout etc/a']);
    expect((await kit.leftovers()).filter((name) => name.startsWith('tmp/'))).toEqual([]);
  };

  it('a docker archive in a file', async () => {
    const result = await loadArchive(kit, put('d.tar', oldDocker()), quietWork());
    expect(result).toEqual({
      imageIds: [`sha256:${hex(config)}`],
      names: ['my/app:1', 'my/app:2'],
      loaded: true,
    });
    await check(['my/app:1', 'my/app:2']);
  });

  it('a docker archive as a stream, compressed', async () => {
    const packed = execFileSync('xz', ['-c'], { input: oldDocker() });
    await loadArchive(kit, Readable.from([packed]), quietWork());
    await check(['my/app:1', 'my/app:2']);
  });

  for (const how of ['file', 'stream', 'gzip stream']) {
    it(`a docker archive given to import: ${how}`, async () => {
      const plain = oldDocker();
      const bytes = how === 'gzip stream' ? execFileSync('gzip', ['-c'], { input: plain }) : plain;
      const options = how === 'file' ? { source: put('d.tar', bytes) } : { source: '-' };
      const pieces = [bytes.subarray(0, 1000), bytes.subarray(1000)];
      const result = await importImage(
        kit,
        { ...options, reference: 'given' },
        quietWork(),
        Readable.from(pieces),
      );
      expect(result.loaded).toBe(true);
      await check(['given:latest', 'my/app:1', 'my/app:2']);
    });
  }

  it('an OCI archive', async () => {
    await loadArchive(kit, put('o.tar', tarOf(...ociParts())), quietWork());
    await check(['my/oci:3']);
  });

  it('an OCI folder', async () => {
    mkdirSync(join(kit.folder, 'oci/blobs/sha256'), { recursive: true });
    for (const { path = '', content = '' } of ociParts())
      writeFileSync(join(kit.folder, 'oci', path), content);
    await loadArchive(kit, join(kit.folder, 'oci'), quietWork());
    await check(['my/oci:3']);
  });

  it('an archive of docker before 1.10', async () => {
    const archive = tarOf(...oldestDocker());
    await loadArchive(kit, put('old.tar', archive), quietWork());
    const { config: loaded } = kit.store.images.find('old:v1');
    expect(loaded).toMatchObject({
      architecture: 'amd64',
      config: { Cmd: ['sh'] },
      rootfs: { diff_ids: [`sha256:${hex(layer)}`, `sha256:${hex(upper)}`] },
    });
    expect(loaded.history.map(({ created_by: by }) => by)).toEqual(['/bin/sh -c x', undefined]);
  });

  const bad: ReadonlyArray<readonly [string, string, () => Buffer]> = [
    [
      'a layer that is another',
      'DIGEST_MISMATCH',
      () => oldDocker({ upper: tarOf({ path: 'evil', content: 'x' }) }),
    ],
    [
      'a layer that climbs',
      'ARCHIVE_HOSTILE',
      () => oldDocker({ upper: tarOf({ path: '../evil', content: 'x' }) }),
    ],
    [
      'a layer too few',
      'ARCHIVE_NOT_AN_IMAGE',
      () => oldDocker({ config: Buffer.from(JSON.stringify({ rootfs: { diff_ids: [] } })) }),
    ],
    ['an archive cut off', 'ARCHIVE_TRUNCATED', () => oldDocker().subarray(0, 4000)],
    [
      'a list that is none',
      'ARCHIVE_NOT_AN_IMAGE',
      () => tarOf({ path: 'manifest.json', content: 'x' }),
    ],
    [
      'a missing member',
      'ARCHIVE_NOT_AN_IMAGE',
      () =>
        tarOf({ path: 'manifest.json', content: '[{"Config":"../../etc/passwd","Layers":[]}]' }),
    ],
    ['a root file system', 'ARCHIVE_NOT_AN_IMAGE', () => rootfsTar()],
  ];
  for (const [name, code, make] of bad) {
    it(`refuses ${name} and keeps nothing`, async () => {
      await expect(loadArchive(kit, put('bad.tar', make()), quietWork())).rejects.toMatchObject({
        code,
      });
      expect(await kit.leftovers()).toEqual([]);
    });
  }

  it('leaves names out that are none', async () => {
    await loadArchive(kit, put('d.tar', oldDocker({ names: ['UPPER:1', 'ok:1'] })), quietWork());
    expect(kit.store.images.list()[0]?.names).toEqual(['ok:1']);
  });
});

describe('saveArchive', () => {
  const save = async (
    options: Parameters<typeof saveArchive>[3],
    ...names: ReadonlyArray<string>
  ): Promise<Buffer> => {
    const path = join(kit.folder, 'saved.tar');
    await saveArchive(kit, names, path, options, quietWork());
    return readFileSync(path);
  };
  beforeEach(async () => void (await loadArchive(kit, put('d.tar', oldDocker()), quietWork())));

  it('writes the same bytes each time, to a file and to a stream', async () => {
    const first = await save({ format: 'docker', compression: 'none' }, 'my/app:1', 'my/app:2');
    const stream = new PassThrough();
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await saveArchive(
      kit,
      ['my/app:1', 'my/app:2'],
      stream,
      { format: 'docker', compression: 'none' },
      quietWork(),
    );
    expect(Buffer.concat(chunks).equals(first)).toBe(true);
  });

  it('writes a folder, which takes more images later', async () => {
    const layout = join(kit.folder, 'layout');
    const folder = { format: 'oci-dir', compression: 'none' } as const;
    await saveArchive(kit, ['my/app:1'], layout, folder, quietWork());
    await saveArchive(kit, ['my/app:2'], layout, folder, quietWork());
    expect(await validateLayout(layout)).toEqual([]);
    const other = await openImportKit();
    try {
      const result = await loadArchive(other, layout, quietWork());
      expect(result.names).toEqual(['my/app:1', 'my/app:2']);
    } finally {
      await other.dispose();
    }
  });

  it('writes no folder to a pipe, and compresses none', async () => {
    const refused = { code: 'INVALID_ARGUMENT' };
    const folder = { format: 'oci-dir', compression: 'none' } as const;
    const piped = saveArchive(kit, ['my/app:1'], new PassThrough(), folder, quietWork());
    await expect(piped).rejects.toMatchObject(refused);
    const gzip = { ...folder, compression: 'gzip' } as const;
    const target = join(kit.folder, 'no-layout');
    await expect(saveArchive(kit, ['my/app:1'], target, gzip, quietWork())).rejects.toMatchObject(
      refused,
    );
    expect(existsSync(target)).toBe(false);
  });

  for (const format of ['docker', 'oci'] as const) {
    for (const compression of ['none', 'gzip', 'zstd', 'xz'] as const) {
      it(`can be loaded again: ${format}, ${compression}`, async () => {
        await save({ format, compression }, 'my/app:2');
        const other = await openImportKit();
        try {
          const result = await loadArchive(
            other,
            createReadStream(join(kit.folder, 'saved.tar')),
            quietWork(),
          );
          expect(result).toMatchObject({
            imageIds: [`sha256:${hex(config)}`],
            names: ['my/app:2'],
          });
        } finally {
          await other.dispose();
        }
      });
    }
  }

  it('leaves the target as it was when an image is missing or work is cancelled', async () => {
    const target = put('kept.tar', Buffer.from('before'));
    const options = { format: 'docker', compression: 'none' } as const;
    await expect(saveArchive(kit, ['none'], target, options, quietWork())).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
    const controller = new AbortController();
    const work = { ...quietWork(controller.signal), progress: () => controller.abort() };
    await expect(saveArchive(kit, ['my/app:1'], target, options, work)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(readFileSync(target, 'utf8')).toBe('before');
    expect(readdirSync(kit.folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(target)).toBe(true);
  });
});
