import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decompress } from '../../oci/layer/decompress/decompress';
import { ChunkSource } from './chunk-source';

const content = randomBytes(3_500_000);

function unzipping(): AsyncIterable<Uint8Array> {
  const data = gzipSync(content, { level: 1 });
  const chunks = (async function* () {
    for (let at = 0; at < data.length; at += 50_000)
      yield await Promise.resolve(data.subarray(at, at + 50_000));
  })();
  return decompress('gzip', { chunks, offset: () => 0 });
}

describe('ChunkSource', () => {
  it('looks ahead over the end of a chunk that is gone with the next one', async () => {
    const source = new ChunkSource(unzipping());
    const first = Buffer.alloc((1 << 20) - 3);
    expect(await source.read(first)).toBe(first.length);
    const ahead = Buffer.from(await source.peek(10));
    expect(ahead.equals(content.subarray(first.length, first.length + 10))).toBe(true);
    const rest = Buffer.alloc(content.length);
    const count = await source.read(rest);
    expect(Buffer.concat([first, rest.subarray(0, count)]).equals(content)).toBe(true);
    await source.close();
  });

  it('holds no chunk of gzip that was taken, however large the layer is', async () => {
    const taken: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of unzipping()) {
      size += chunk.length;
      taken.push(chunk);
    }
    expect(size).toBe(content.length);
    const buffers = new Set(taken.map(({ buffer }) => buffer));
    const held = [...buffers].reduce((sum, buffer) => sum + buffer.byteLength, 0);
    expect(held).toBeLessThanOrEqual(1 << 20);
  });
});
