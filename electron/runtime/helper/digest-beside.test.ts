import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LayerWriter } from '../../oci/layer/layer-writer';
import { entry } from '../../oci/layer/tar-test-kit';
import { DigestBeside, hashForAnother, type RangeToHash } from './digest-beside';

const content = randomBytes((9 << 20) + 5);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a digest found beside the writer', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'darkroom-beside-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is of the file alone, wherever it lies in the tar, though nobody took it', () => {
    const asked: RangeToHash[] = [];
    const writer = new LayerWriter(join(folder, 'blob'), {
      digestOf(path, offset, sizeBytes) {
        const beside = new DigestBeside(path, offset, sizeBytes);
        asked.push(beside.range);
        return beside;
      },
    });
    const small = Buffer.from('small');
    for (const [path, bytes] of [
      ['before', small],
      ['large', content],
      ['after', small],
    ] as const)
      writer.add(entry({ path, sizeBytes: bytes.length }), bytes);
    const { entries } = writer.finish({ durable: false });
    expect(entries.map(({ digest }) => digest)).toEqual([small, content, small].map(sha256));
    expect(asked).toHaveLength(1);
  });

  it.each([
    { what: 'the other thread found it', cut: 0 },
    { what: 'the other thread failed', cut: 1 },
  ])('is right when $what', ({ cut }) => {
    const path = join(folder, 'blob');
    const head = Buffer.alloc(512, 'h');
    writeFileSync(path, Buffer.concat([head, content.subarray(0, content.length - cut)]));
    const beside = new DigestBeside(path, head.length, content.length);
    beside.written(head.length + content.length);
    hashForAnother(beside.range);
    writeFileSync(path, Buffer.concat([head, content]));
    expect(beside.finish()).toBe(sha256(content));
  });

  it('is not looked for once the writer has given up', () => {
    const beside = new DigestBeside(join(folder, 'missing'), 0, content.length);
    beside.abandon();
    expect(() => hashForAnother(beside.range)).not.toThrow();
  });
});
