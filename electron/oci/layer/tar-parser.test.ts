import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from './file-digest';
import { encodePaxRecords } from './pax';
import { encodeHeader } from './tar-encode';
import { TarParser } from './tar-parser';
import { entry, parse, tarOf, withChecksum } from './tar-test-kit';

let folder = '';
const longName = `${'d'.repeat(60)}/${'e'.repeat(120)}/${'f'.repeat(90)}`;
const sparse = { sizeBytes: 9 << 20, pieces: [0, 1 << 20, 5 << 20, (9 << 20) - 4096] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'darkroom-tar-'));
  const at = (name: string): string => join(folder, 'tree', name);
  mkdirSync(at('etc'), { recursive: true });
  writeFileSync(at('etc/small'), 'hello');
  writeFileSync(at('empty'), '');
  writeFileSync(at('big'), Buffer.alloc(300_001, 7));
  symlinkSync('/etc/small', at('link'));
  linkSync(at('etc/small'), at('twin'));
  chmodSync(at('big'), 0o4755);
  utimesSync(at('big'), 1_600_000_000, 1_600_000_000);
  lutimesSync(at('link'), 1_500_000_000, 1_500_000_000);
  execFileSync('mkfifo', [at('pipe')]);
  const fd = openSync(at('sparse'), 'w');
  for (const position of sparse.pieces) writeSync(fd, Buffer.alloc(4096, 0x41), 0, 4096, position);
  ftruncateSync(fd, sparse.sizeBytes);
  closeSync(fd);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function gnuTar(...args: ReadonlyArray<string>): Buffer {
  const path = join(folder, 'out.tar');
  execFileSync('tar', ['-C', join(folder, 'tree'), '--sort=name', '-cf', path, ...args]);
  return readFileSync(path);
}

function sparseContent(): Buffer {
  const content = Buffer.alloc(sparse.sizeBytes);
  for (const position of sparse.pieces) content.fill(0x41, position, position + 4096);
  return content;
}

describe('TarParser reads what GNU tar writes', () => {
  for (const format of ['v7', 'ustar', 'gnu', 'oldgnu', 'pax', 'posix']) {
    // 700 and 512 cut headers into pieces.
    for (const chunkBytes of [1 << 20, 700, 512]) {
      it(`${format}, in chunks of ${chunkBytes}`, () => {
        const others = [
          'big',
          'empty',
          'etc',
          'link',
          'twin',
          ...(format === 'v7' ? [] : ['pipe']),
        ];
        const found = parse(gnuTar(`--format=${format}`, ...others), { chunkBytes });
        const byPath = new Map(found.map((item) => [item.entry.path, item]));
        expect([...byPath.keys()].sort()).toEqual([...others, 'etc/small'].sort());
        expect(byPath.get('big')?.entry).toMatchObject({
          kind: 'file',
          mode: 0o4755,
          sizeBytes: 300_001,
          mtimeSeconds: 1_600_000_000,
        });
        expect(byPath.get('big')?.entry.digest).toBe(sha256Hex(Buffer.alloc(300_001, 7)));
        expect(byPath.get('link')?.entry).toMatchObject({ kind: 'symlink', link: '/etc/small' });
        expect(byPath.get('etc')?.entry.kind).toBe('directory');
        expect(byPath.get('twin')?.entry).toMatchObject({
          kind: 'hardlink',
          link: 'etc/small',
          sizeBytes: 0,
        });
        expect(byPath.get('etc/small')?.content.toString()).toBe('hello');
        if (format !== 'v7') expect(byPath.get('pipe')?.entry.kind).toBe('fifo');
      });
    }
  }

  for (const args of [
    ['--format=gnu'],
    ['--format=oldgnu'],
    ['--format=posix', '--sparse-version=0.0'],
    ['--format=posix', '--sparse-version=0.1'],
    ['--format=posix', '--sparse-version=1.0'],
  ]) {
    it(`a sparse file: ${args.join(' ')}`, () => {
      const tar = gnuTar('--sparse', ...args, 'sparse', 'etc/small');
      expect(tar.length).toBeLessThan(1 << 20);
      for (const chunkBytes of [1 << 20, 511]) {
        const [file, next] = parse(tar, { chunkBytes });
        expect(file?.entry).toMatchObject({
          path: 'sparse',
          kind: 'file',
          sizeBytes: sparse.sizeBytes,
        });
        expect(file?.entry.dataOffset).toBeUndefined();
        expect(file?.content.equals(sparseContent())).toBe(true);
        expect(file?.entry.digest).toBe(sha256Hex(sparseContent()));
        expect(next?.entry.path).toBe('etc/small');
      }
    });
  }

  it('a sparse file with more pieces than a header holds', () => {
    const path = join(folder, 'tree', 'holes');
    const fd = openSync(path, 'w');
    for (let index = 0; index < 200; index += 1)
      writeSync(fd, Buffer.alloc(4096, 0x42), 0, 4096, index * 8192);
    closeSync(fd);
    for (const format of ['gnu', 'posix']) {
      const [file] = parse(gnuTar('--sparse', `--format=${format}`, 'holes'));
      expect(file?.entry.digest).toBe(sha256Hex(readFileSync(path)));
    }
    rmSync(path);
  });

  for (const format of ['gnu', 'posix']) {
    it(`long names and links: ${format}`, () => {
      const long = join(folder, 'tree', longName);
      mkdirSync(join(long, '..'), { recursive: true });
      writeFileSync(long, 'x');
      symlinkSync(longName, join(folder, 'tree', 'long-link'));
      const found = parse(gnuTar(`--format=${format}`, longName, 'long-link'), { chunkBytes: 333 });
      expect(found.map((item) => item.entry.path)).toEqual([longName, 'long-link']);
      expect(found[1]?.entry.link).toBe(longName);
      rmSync(join(folder, 'tree', 'd'.repeat(60)), { recursive: true });
      rmSync(join(folder, 'tree', 'long-link'));
    });
  }
});

describe('TarParser options', () => {
  it('gives the place of the content in the archive', () => {
    const tar = tarOf(
      { path: 'a'.repeat(300).replace(/(.{100})/g, '$1/'), content: 'one' },
      { path: 'b', content: 'two' },
    );
    for (const { entry: found, content } of parse(tar)) {
      const start = found.dataOffset ?? -1;
      expect(tar.subarray(start, start + found.sizeBytes)).toEqual(content);
    }
  });

  it('turns whiteout names into whiteouts unless told not to', () => {
    const tar = tarOf(
      { path: 'etc/.wh.motd' },
      { path: 'var/.wh..wh..opq' },
      { path: '.wh..wh.plnk' },
    );
    expect(parse(tar).map(({ entry: { kind, path } }) => [kind, path])).toEqual([
      ['whiteout', 'etc/motd'],
      ['opaque', 'var'],
    ]);
    expect(parse(tar, { whiteouts: false }).map((item) => item.entry.kind)).toEqual([
      'file',
      'file',
      'file',
    ]);
  });

  it('accepts a missing end mark only where a digest vouches for the bytes', () => {
    const tar = tarOf({ path: 'a', content: 'x' }).subarray(0, 1024);
    expect(() => parse(tar)).toThrow(
      expect.objectContaining({ code: 'ARCHIVE_TRUNCATED', data: { offset: 1024 } }),
    );
    expect(parse(tar, { requireEnd: false })).toHaveLength(1);
  });

  it('cleans names', () => {
    const raw = (name: string): Buffer => {
      const header = encodeHeader(entry({ path: 'x' }));
      header.fill(0, 0, 100).write(name, 0, 'latin1');
      return Buffer.concat([withChecksum(header), Buffer.alloc(1024)]);
    };
    for (const [name, path] of [
      ['./etc/x', 'etc/x'],
      ['/etc/x', 'etc/x'],
      ['a//b', 'a/b'],
      ['a/./b/', 'a/b'],
      ['caf\xe9', 'caf\udce9'],
    ]) {
      expect(parse(raw(name ?? ''))[0]?.entry.path).toBe(path);
    }
  });
});

describe('TarParser refuses', () => {
  const withPax = (records: ReadonlyArray<readonly [string, string]>): Buffer => {
    const body = encodePaxRecords(
      records.map(([key, value]) => ({ key, value: Buffer.from(value, 'latin1') })),
    );
    const header = encodeHeader(entry({ path: 'x', sizeBytes: body.length }));
    header.write('x', 156);
    const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
    return Buffer.concat([
      withChecksum(header),
      body,
      padding,
      tarOf({ path: 'file', content: 'x' }),
    ]);
  };
  const patched = (change: (header: Buffer) => void, fix = true): Buffer => {
    const tar = tarOf({ path: 'file', content: 'x' });
    change(tar);
    return fix
      ? Buffer.concat([withChecksum(Buffer.from(tar.subarray(0, 512))), tar.subarray(512)])
      : tar;
  };
  const cases: ReadonlyArray<readonly [string, string, Buffer]> = [
    ['a climbing name', 'ARCHIVE_HOSTILE', tarOf({ path: '../etc/passwd' })],
    ['a climbing name in the middle', 'ARCHIVE_HOSTILE', tarOf({ path: 'a/../../b' })],
    [
      'a climbing hard link',
      'ARCHIVE_HOSTILE',
      tarOf({ path: 'x', kind: 'hardlink', link: '../../etc/shadow' }),
    ],
    ['a NUL in a PAX name', 'ARCHIVE_HOSTILE', withPax([['path', 'a\0b']])],
    ['a NUL in a PAX name of a folder', 'ARCHIVE_HOSTILE', withPax([['path', 'a\0b/']])],
    ['a name longer than PATH_MAX', 'ARCHIVE_HOSTILE', withPax([['path', 'a/'.repeat(3000)]])],
    ['a component longer than NAME_MAX', 'ARCHIVE_HOSTILE', withPax([['path', 'a'.repeat(256)]])],
    ['an absurd size', 'ARCHIVE_HOSTILE', withPax([['size', '99999999999999']])],
    ['an owner beyond 32 bits', 'ARCHIVE_HOSTILE', withPax([['uid', '4294967296']])],
    ['an owner that means none', 'ARCHIVE_HOSTILE', withPax([['uid', '4294967295']])],
    [
      'an absurd device number',
      'ARCHIVE_HOSTILE',
      tarOf({ path: 'x', kind: 'block-device', deviceMajor: 5000, deviceMinor: 1 }),
    ],
    [
      'an endless extended header',
      'ARCHIVE_HOSTILE',
      patched((header) => header.write('77777777777', 124, 'latin1') && header.write('x', 156)),
    ],
    [
      'a root that is no folder',
      'ARCHIVE_HOSTILE',
      tarOf({ path: '', kind: 'symlink', link: '/' }),
    ],
    ['a wrong checksum', 'ARCHIVE_CORRUPT', patched((header) => header.write('zz', 0), false)],
    ['a size that is no number', 'ARCHIVE_CORRUPT', patched((header) => header.write('zz', 124))],
    ['an unknown type', 'ARCHIVE_CORRUPT', patched((header) => header.write('Q', 156))],
    ['a broken PAX record', 'ARCHIVE_CORRUPT', withPax([['mtime', 'yesterday']])],
    [
      'a symbolic link without target',
      'ARCHIVE_CORRUPT',
      tarOf({ path: 'x', kind: 'symlink', link: '' }),
    ],
    [
      'a sparse map out of order',
      'ARCHIVE_CORRUPT',
      withPax([
        ['GNU.sparse.map', '5,1,0,1'],
        ['GNU.sparse.size', '9'],
      ]),
    ],
    [
      'a sparse map that does not fit',
      'ARCHIVE_CORRUPT',
      withPax([
        ['GNU.sparse.map', '0,512'],
        ['GNU.sparse.size', '9'],
      ]),
    ],
    [
      'data behind a single zero block',
      'ARCHIVE_CORRUPT',
      Buffer.concat([Buffer.alloc(512), tarOf({ path: 'x' })]),
    ],
    [
      'data in place of a header',
      'ARCHIVE_CORRUPT',
      Buffer.concat([tarOf({ path: 'x' }).subarray(0, 512), Buffer.alloc(2048, 9)]),
    ],
  ];
  for (const [name, code, tar] of cases) {
    it(name, () => {
      expect(() => parse(tar)).toThrow(
        expect.objectContaining({ code, data: { offset: expect.any(Number) } }),
      );
    });
  }

  it('a tar cut off anywhere', () => {
    const tar = tarOf({ path: 'a', content: 'x'.repeat(700) }, { path: 'ü', content: 'y' });
    for (let length = 1; length < tar.length - 1024; length += 37) {
      expect(() => parse(tar.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'ARCHIVE_TRUNCATED' }),
      );
    }
  });

  it('random damage with an error of its own, never with another', () => {
    const tar = tarOf(
      { path: 'ä'.repeat(80), content: 'x'.repeat(1000), mtimeNanos: 5 },
      { path: 'b', kind: 'symlink', link: 'c' },
    );
    let seed = 12_345;
    for (let round = 0; round < 3000; round += 1) {
      const damaged = Buffer.from(tar);
      for (let index = 0; index < 3; index += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        damaged[seed % damaged.length] = (seed >> 8) & 0xff;
      }
      try {
        parse(damaged, { chunkBytes: 600 });
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^ARCHIVE_|^NOT_SUPPORTED/) });
      }
    }
  });
});

it('skipContent passes over content and padding', () => {
  const tar = tarOf({ path: 'a', content: 'x'.repeat(1000) }, { path: 'b', content: 'y' });
  const seen: string[] = [];
  const parser = new TarParser({ end: ({ path }) => void seen.push(path) });
  for (let at = 0; at < tar.length;) {
    parser.push(tar.subarray(at, at + 512));
    at += 512 + parser.skipContent();
  }
  parser.end();
  expect(seen).toEqual(['a', 'b']);
  expect(parser.bytesRead).toBe(tar.length);
});
