import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../../../shared/model/job';
import { parse, tarOf } from '../../../oci/layer/tar-test-kit';
import { importImage } from './import-image';
import { openImportKit, quietWork, rootfsTar, type ImportKit } from './import-kit';

let kit: ImportKit;
beforeEach(async () => void (kit = await openImportKit()));
afterEach(() => kit.dispose());

const sha256 = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

function put(name: string, content: Uint8Array): string {
  const path = join(kit.folder, name);
  writeFileSync(path, content);
  return path;
}

describe('importImage', () => {
  for (const tool of [null, 'gzip', 'xz', 'bzip2', 'zstd']) {
    it(`keeps the tar as it is: ${tool ?? 'plain'}`, async () => {
      const tar = rootfsTar('', { path: 'big', content: randomBytes(3_000_000) });
      const packed =
        tool === null ? tar : execFileSync(tool, ['-c'], { input: tar, maxBuffer: 1 << 28 });
      const source = put('misleading.zip', packed);
      const result = await importImage(kit, { source, reference: 'my/alpine:1' }, quietWork());
      const { config, summary } = kit.store.images.find('my/alpine:1');
      expect(result).toEqual({ imageIds: [summary.id], names: ['my/alpine:1'], loaded: false });
      expect(config.rootfs.diff_ids).toEqual([sha256(tar)]);
      expect(readFileSync(kit.store.paths.blob(sha256(tar))).equals(tar)).toBe(true);
      expect(config).toMatchObject({
        architecture: 'arm64',
        os: 'linux',
        history: [{ comment: 'Imported from -' }],
      });
      expect([...kit.store.layers.entries(sha256(tar))].map(({ path }) => path).sort()).toEqual([
        'big',
        'bin',
        'bin/busybox',
        'bin/sh',
        'etc',
        'etc/alias',
        'etc/os-release',
      ]);
      expect(summary).toMatchObject({ origin: 'import', originDetail: 'misleading.zip' });
    });
  }

  it('takes the folder off that the system lies below', async () => {
    const tar = rootfsTar(
      'rootfs/',
      { path: 'metadata.yaml', content: 'architecture: x' },
      { path: 'rootfs', kind: 'directory', mode: 0o750 },
    );
    await importImage(kit, { source: put('lxd.tar', tar), reference: 'lxd' }, quietWork());
    const [diffId = ''] = kit.store.images.find('lxd').config.rootfs.diff_ids;
    const blob = readFileSync(kit.store.paths.blob(diffId));
    expect(sha256(blob)).toBe(diffId);
    expect(parse(blob).map(({ entry }) => [entry.kind, entry.path, entry.link])).toEqual([
      ['directory', '', undefined],
      ['directory', 'etc', undefined],
      ['file', 'etc/os-release', undefined],
      ['directory', 'bin', undefined],
      ['file', 'bin/busybox', undefined],
      ['hardlink', 'bin/sh', 'bin/busybox'],
      ['symlink', 'etc/alias', '/etc/os-release'],
    ]);
    const stored = kit.store.layers.entry(diffId, 'etc/os-release');
    expect(blob.subarray(stored?.dataOffset ?? 0).toString('utf8', 0, 9)).toBe('ID=alpine');
  });

  it('takes the folder off even when it shows late', async () => {
    const tar = rootfsTar(
      'box-1/',
      { path: 'box-1/opt/big', content: Buffer.alloc(9_000_000) },
      { path: 'box-1/usr', kind: 'directory' },
      { path: 'box-1/var', kind: 'directory' },
    );
    await importImage(kit, { source: put('late.tar', tar), reference: 'late' }, quietWork());
    const [diffId = ''] = kit.store.images.find('late').config.rootfs.diff_ids;
    expect(kit.store.layers.entry(diffId, 'etc/os-release')).not.toBeNull();
    expect((await kit.leftovers()).filter((name) => name.startsWith('tmp/'))).toEqual([]);
  });

  it('applies changes, message and platform', async () => {
    const options = {
      source: put('a.tar', rootfsTar()),
      reference: 'x',
      changes: ['CMD ["sh"]', 'ENV A=b'],
      message: 'hello',
      platform: 'linux/arm/v7',
    };
    await importImage(kit, options, quietWork());
    expect(kit.store.images.find('x').config).toMatchObject({
      architecture: 'arm',
      variant: 'v7',
      config: { Cmd: ['sh'], Env: ['A=b'] },
      history: [{ comment: 'hello' }],
    });
  });

  it('reads a stream, and reports bytes', async () => {
    const tar = rootfsTar('', { path: 'big', content: randomBytes(5_000_000) });
    const seen: Progress[] = [];
    const work = { ...quietWork(), progress: (progress: Progress) => void seen.push(progress) };
    await importImage(
      kit,
      { source: '-', reference: 's' },
      work,
      Readable.from([tar.subarray(0, 100), tar.subarray(100)]),
    );
    expect(kit.store.images.find('s').config.rootfs.diff_ids).toEqual([sha256(tar)]);
    expect(seen.at(-1)).toEqual({ done: tar.length, total: null, unit: 'bytes', label: '' });
  });

  it('gives two images of one tar one layer', async () => {
    const source = put('a.tar', rootfsTar());
    await importImage(kit, { source, reference: 'a' }, quietWork());
    await importImage(kit, { source, reference: 'b' }, quietWork());
    const layers = ['a', 'b'].map((name) => kit.store.images.find(name).config.rootfs.diff_ids[0]);
    expect(layers[0]).toBe(layers[1]);
  });
});

describe('importImage from a URL', () => {
  const tar = rootfsTar();
  let server: Server;
  let url = '';
  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === '/moved') return response.writeHead(302, { location: '/a.tar' }).end();
      if (request.url === '/a.tar')
        return response.writeHead(200, { 'content-length': tar.length }).end(tar);
      if (request.url === '/short') {
        response.writeHead(200, { 'content-length': tar.length });
        response.write(tar.subarray(0, 700));
        return setTimeout(() => response.destroy(), 50);
      }
      return response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => void server.close());

  it('follows redirects and names the URL', async () => {
    await importImage(kit, { source: `${url}/moved`, reference: 'u' }, quietWork());
    const { config } = kit.store.images.find('u');
    expect(config.rootfs.diff_ids).toEqual([sha256(tar)]);
    expect(config.history[0]?.comment).toBe(`Imported from ${url}/moved`);
  });

  for (const path of ['/none', '/short']) {
    it(`fails cleanly: ${path}`, async () => {
      await expect(importImage(kit, { source: url + path }, quietWork())).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
      });
      expect(await kit.leftovers()).toEqual([]);
    });
  }
});

describe('importImage leaves nothing behind', () => {
  const plain = rootfsTar('', { path: 'big', content: randomBytes(6_000_000) });
  const gzip = execFileSync('gzip', ['-c'], { input: plain, maxBuffer: 1 << 28 });
  const zip = Buffer.from('PK\x03\x04 and so on, for more than a few bytes', 'latin1');
  const cases: ReadonlyArray<readonly [string, string, Uint8Array]> = [
    ['of a tar cut off in a file', 'ARCHIVE_TRUNCATED', plain.subarray(0, 3_000_000)],
    ['of a tar cut off between files', 'ARCHIVE_TRUNCATED', plain.subarray(0, plain.length - 1024)],
    ['of a gzip cut off', 'ARCHIVE_TRUNCATED', gzip.subarray(0, 2_000_000)],
    [
      'of a damaged gzip',
      'ARCHIVE_CORRUPT',
      Buffer.concat([gzip.subarray(0, 2_000_000), Buffer.alloc(9999), gzip.subarray(2_009_999)]),
    ],
    [
      'of a climbing name behind a good start',
      'ARCHIVE_HOSTILE',
      rootfsTar(
        '',
        { path: 'big', content: randomBytes(9_000_000) },
        { path: '../x', content: 'x' },
      ),
    ],
    [
      'of a link to nowhere',
      'ARCHIVE_CORRUPT',
      rootfsTar('', { path: 'x', kind: 'hardlink', link: 'nowhere' }),
    ],
    ['of a tar of texts', 'ARCHIVE_NOT_A_ROOTFS', tarOf({ path: 'a.txt', content: 'a' })],
    [
      'of a large tar of texts',
      'ARCHIVE_NOT_A_ROOTFS',
      tarOf({ path: 'a.txt', content: Buffer.alloc(20_000_000, 32) }),
    ],
    ['of a zip', 'ARCHIVE_NOT_A_ROOTFS', zip],
    ['of a zip in a gzip', 'ARCHIVE_NOT_A_ROOTFS', execFileSync('gzip', ['-c'], { input: zip })],
    ['of a text', 'ARCHIVE_NOT_A_ROOTFS', Buffer.from('FROM scratch\n'.repeat(50))],
    ['of nothing', 'ARCHIVE_NOT_A_ROOTFS', Buffer.alloc(0)],
    ['of noise', 'ARCHIVE_UNKNOWN_FORMAT', Buffer.alloc(4096, 0xc3)],
    [
      'of an image archive without images',
      'ARCHIVE_NOT_AN_IMAGE',
      tarOf({ path: 'oci-layout', content: '{}' }),
    ],
  ];
  for (const [name, code, content] of cases) {
    for (const how of ['file', 'stream']) {
      it(`${name} (${how})`, async () => {
        const source = how === 'file' ? put('bad', content) : '-';
        const stdin = Readable.from([Buffer.from(content)]);
        const running = importImage(kit, { source, reference: 'bad' }, quietWork(), stdin);
        await expect(running).rejects.toMatchObject({ code });
        expect(await kit.leftovers()).toEqual([]);
      });
    }
  }

  it('of a missing file, a folder, a wrong change, name or platform', async () => {
    mkdirSync(join(kit.folder, 'folder'));
    const source = put('a.tar', rootfsTar());
    for (const [options, code] of [
      [{ source: join(kit.folder, 'none') }, 'SOURCE_NOT_READABLE'],
      [{ source: join(kit.folder, 'folder') }, 'ARCHIVE_NOT_AN_IMAGE'],
      [{ source, changes: ['RUN true'] }, 'INVALID_CHANGE'],
      [{ source, reference: 'UPPER' }, 'INVALID_REFERENCE'],
      [{ source, platform: 'a/b/c/d' }, 'INVALID_PLATFORM'],
    ] as const) {
      await expect(importImage(kit, options, quietWork())).rejects.toMatchObject({ code });
    }
    expect(await kit.leftovers()).toEqual([]);
  });

  for (const afterBytes of [1, 2_000_000, 30_000_000]) {
    it(`when cancelled after ${afterBytes} bytes, at once`, async () => {
      const source = put(
        'large.tar',
        rootfsTar('', { path: 'big', content: Buffer.alloc(60_000_000) }),
      );
      const controller = new AbortController();
      let abortedAt = 0;
      const progress = ({ done }: Progress): void => {
        if (done < afterBytes || abortedAt !== 0) return;
        abortedAt = performance.now();
        controller.abort();
      };
      const running = importImage(kit, { source }, { ...quietWork(controller.signal), progress });
      await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
      expect(performance.now() - abortedAt).toBeLessThan(1500);
      expect(await kit.leftovers()).toEqual([]);
    });
  }

  it('when cancelled while a stream says nothing', async () => {
    const controller = new AbortController();
    const stdin = new Readable({ read: () => undefined });
    stdin.push(rootfsTar().subarray(0, 600));
    const running = importImage(kit, { source: '-' }, quietWork(controller.signal), stdin);
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await kit.leftovers()).toEqual([]);
  });
});
