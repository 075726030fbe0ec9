import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressGzip } from './gzip';

async function compressed(content: Buffer, chunkBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  const chunks = (function* () {
    for (let at = 0; at < content.length; at += chunkBytes)
      yield content.subarray(at, at + chunkBytes);
  })();
  const source = (async function* () {
    for (const chunk of chunks) yield Promise.resolve(chunk);
  })();
  for await (const part of compressGzip(source)) parts.push(part);
  return Buffer.concat(parts);
}

const half = Buffer.concat([randomBytes(700_000), Buffer.alloc(900_000, 'layer')]);
const cases: ReadonlyArray<readonly [string, Buffer]> = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['a block', Buffer.alloc(1 << 20, 'ab')],
  ['several blocks', Buffer.concat([half, half, half])],
];

describe('compressGzip', () => {
  it.each(cases)('gives back %s, as one member', async (_name, content) => {
    const whole = await compressed(content, 1 << 20);
    expect(gunzipSync(whole).equals(content)).toBe(true);
    // RFC 1952: the length of all that was put in stands at the very end.
    expect(whole.readUInt32LE(whole.length - 4)).toBe(content.length);
  });

  it('gives the same bytes however the content comes', async () => {
    const content = Buffer.concat([half, half]);
    const [first, ...others] = await Promise.all(
      [1 << 20, 65_536, 999_983, content.length].map((size) => compressed(content, size)),
    );
    for (const other of others) expect(first?.equals(other)).toBe(true);
  });

  it('looks back over the edge of a block', async () => {
    const text = randomBytes(20_000);
    const content = Buffer.concat([Buffer.alloc((1 << 20) - text.length), text, text]);
    expect((await compressed(content, 1 << 20)).length).toBeLessThan(1.5 * text.length);
  });
});
