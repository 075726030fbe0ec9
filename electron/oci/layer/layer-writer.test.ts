import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LayerEntry } from '../../../shared/model/layer';
import { decodePath, encodePath } from '../../base/path-bytes';
import { LayerWriter } from './layer-writer';
import type { NewLayerEntry } from './tar-encode';
import { entry, parse } from './tar-test-kit';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'darkroom-writer-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Item {
  readonly entry: NewLayerEntry;
  readonly content: Uint8Array;
}

function write(items: ReadonlyArray<Item>) {
  const path = join(folder, 'layer.tar');
  const writer = new LayerWriter(path);
  for (const item of items)
    writer.add(item.entry, item.entry.kind === 'file' ? item.content : undefined);
  const layer = writer.finish();
  const tar = readFileSync(path);
  expect(layer.sizeBytes).toBe(tar.length);
  expect(layer.diffId).toBe(`sha256:${createHash('sha256').update(tar).digest('hex')}`);
  return { layer, tar, path };
}

const nameByte = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0x61, max: 0x7a }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 255 }).filter((byte) => byte !== 0x2f) },
);
const name = fc
  .array(nameByte, { minLength: 1, maxLength: 90 })
  .map((bytes) => decodePath(Buffer.from(bytes)))
  .filter((text) => text !== '.' && text !== '..' && !text.startsWith('.wh.'));
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));

const common = fc.record({
  path,
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.oneof(fc.integer({ min: 0, max: 70_000 }), fc.integer({ min: 0, max: 0xfffffffe })),
  gid: fc.integer({ min: 0, max: 0xfffffffe }),
  mtimeSeconds: fc.oneof(fc.integer({ min: -3e9, max: 3e9 }), fc.integer({ min: 0, max: 2e11 })),
  mtimeNanos: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 999_999_999 })),
});
const xattrs = fc.option(
  fc.dictionary(
    fc.stringMatching(/^(user|security)\.[a-z.]{1,20}$/),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    { minKeys: 1, maxKeys: 3 },
  ),
  { nil: undefined },
);
const item: fc.Arbitrary<Item> = fc.oneof(
  fc
    .tuple(common, xattrs, fc.uint8Array({ maxLength: 2000 }))
    .map(([base, attributes, content]) => ({
      entry: {
        ...base,
        kind: 'file' as const,
        sizeBytes: content.length,
        ...(attributes === undefined ? {} : { xattrs: attributes }),
      },
      content,
    })),
  common.map((base) => ({
    entry: { ...base, kind: 'directory' as const, sizeBytes: 0 },
    content: new Uint8Array(0),
  })),
  fc.tuple(common, path).map(([base, link]) => ({
    entry: { ...base, kind: 'symlink' as const, sizeBytes: 0, link },
    content: new Uint8Array(0),
  })),
  fc.tuple(common, path).map(([base, link]) => ({
    entry: { ...base, kind: 'hardlink' as const, sizeBytes: 0, link },
    content: new Uint8Array(0),
  })),
  fc.tuple(common, fc.integer({ min: 0, max: 4095 })).map(([base, deviceMajor]) => ({
    entry: {
      ...base,
      kind: 'character-device' as const,
      sizeBytes: 0,
      deviceMajor,
      deviceMinor: 7,
    },
    content: new Uint8Array(0),
  })),
  common.map((base) => ({
    entry: { ...base, kind: 'fifo' as const, sizeBytes: 0 },
    content: new Uint8Array(0),
  })),
  common.map((base) => ({
    entry: { ...base, kind: 'whiteout' as const, sizeBytes: 0 },
    content: new Uint8Array(0),
  })),
);

describe('LayerWriter', () => {
  it('writes what TarParser reads back, for any entries', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 12 }),
        fc.integer({ min: 300, max: 5000 }),
        (items, chunkBytes) => {
          const { layer, tar } = write(items.filter(({ entry: made }) => fits(made)));
          const found = parse(tar, { chunkBytes });
          expect(found.map((parsed) => parsed.entry)).toEqual(layer.entries);
          for (const { entry: made, content } of found) {
            if (made.kind !== 'file') continue;
            const start = made.dataOffset ?? -1;
            expect(tar.subarray(start, start + made.sizeBytes).equals(content)).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('writes what GNU tar lists with the same names, sizes and types', () => {
    const letters: Readonly<Record<string, string>> = {
      file: '-',
      directory: 'd',
      symlink: 'l',
      fifo: 'p',
      'character-device': 'c',
    };
    fc.assert(
      fc.property(fc.array(item, { maxLength: 8 }), (items) => {
        const { layer, path: tarPath } = write(
          items.filter(({ entry: made }) => fits(made) && made.kind in letters),
        );
        const listed = execFileSync(
          'tar',
          ['--numeric-owner', '--quoting-style=escape', '--full-time', '-tvf', tarPath],
          {
            encoding: 'latin1',
            env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
          },
        );
        const lines = listed.split('\n').filter((line) => line !== '');
        expect(lines).toHaveLength(layer.entries.length);
        for (const [index, made] of layer.entries.entries()) {
          expect(lines[index]?.[0]).toBe(letters[made.kind]);
          expect(lines[index]).toContain(`${made.uid}/${made.gid}`);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('gives GNU tar the names, contents and times back', () => {
    const long = `${'d'.repeat(120)}/${'ü'.repeat(70)}`;
    const { path: tarPath } = write([
      {
        entry: entry({ path: 'd'.repeat(120), kind: 'directory', mode: 0o755 }),
        content: new Uint8Array(0),
      },
      {
        entry: entry({ path: long, sizeBytes: 3, mtimeSeconds: -5, mtimeNanos: 250_000_000 }),
        content: Buffer.from('abc'),
      },
    ]);
    const target = mkdtempSync(join(folder, 'x'));
    execFileSync('tar', ['-C', target, '-xf', tarPath]);
    expect(readFileSync(join(target, long), 'utf8')).toBe('abc');
    expect(
      execFileSync('stat', ['-c', '%.9Y', join(target, long)], { encoding: 'utf8' }).trim(),
    ).toBe('-4.750000000');
  });

  it('needs a PAX header only for what ustar cannot say', () => {
    const sizes: ReadonlyArray<readonly [Partial<LayerEntry>, number]> = [
      [{ path: 'a'.repeat(100) }, 1536],
      [{ path: `${'a'.repeat(150)}/${'b'.repeat(90)}` }, 1536],
      [{ path: 'a'.repeat(101) }, 2560],
      [{ path: 'é' }, 2560],
      [{ mtimeNanos: 1 }, 2560],
      [{ mtimeSeconds: -1 }, 2560],
      [{ uid: 2_097_151 }, 1536],
      [{ uid: 2_097_152 }, 2560],
      [{ xattrs: { 'user.a': 'YQ==' } }, 2560],
    ];
    for (const [change, size] of sizes) {
      expect([
        change,
        write([{ entry: entry(change), content: new Uint8Array(0) }]).tar.length,
      ]).toEqual([change, size]);
    }
  });

  it('reads content from a file descriptor and from pieces', () => {
    const source = join(folder, 'source');
    writeFileSync(source, Buffer.alloc(3_000_000, 5));
    const fd = openSync(source, 'r');
    const writer = new LayerWriter(join(folder, 'fd.tar'));
    writer.add(entry({ path: 'a', sizeBytes: 2_999_999 }), {
      fd,
      sizeBytes: 2_999_999,
      position: 1,
    });
    writer.add(entry({ path: 'b', sizeBytes: 6 }), [Buffer.from('abc'), Buffer.from('def')]);
    const { entries } = writer.finish();
    closeSync(fd);
    const [a, b] = parse(readFileSync(join(folder, 'fd.tar')));
    expect(a?.content.equals(Buffer.alloc(2_999_999, 5))).toBe(true);
    expect(b?.content.toString()).toBe('abcdef');
    expect([a?.entry, b?.entry]).toEqual(entries);
  });

  it('says so when a file changed while it was read, and abort leaves nothing', () => {
    const target = join(folder, 'gone.tar');
    for (const content of [Buffer.from('abc'), Buffer.from('abcdef')]) {
      const writer = new LayerWriter(target);
      expect(() => writer.add(entry({ path: 'x', sizeBytes: 5 }), content)).toThrow(
        expect.objectContaining({ code: 'CONFLICT' }),
      );
      writer.abort();
      expect(existsSync(target)).toBe(false);
    }
  });
});

/** Within what a file system holds; names over the limits are refused by the parser, as they should be. */
function fits(made: NewLayerEntry): boolean {
  const isShort = (text: string): boolean =>
    encodePath(text).length < 4000 &&
    text.split('/').every((part) => encodePath(part).length <= 250);
  return isShort(made.path) && isShort(made.link ?? '');
}
