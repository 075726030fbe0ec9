import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { detectCompression } from '../compression';
import { decompress } from './decompress';

const plain = Buffer.concat([randomBytes(700_000), Buffer.alloc(2_000_000, 3), Buffer.from('end')]);

function packed(tool: string): Buffer {
  return execFileSync(tool, ['-c'], { input: plain, maxBuffer: 1 << 28 });
}

async function unpack(data: Buffer, useTools: boolean): Promise<Buffer> {
  let offset = 0;
  const chunks = (async function* () {
    for (let at = 0; at < data.length; at += 50_000) {
      const chunk = data.subarray(at, at + 50_000);
      offset += chunk.length;
      yield await Promise.resolve(chunk);
    }
  })();
  const output: Uint8Array[] = [];
  for await (const chunk of decompress(
    detectCompression(data),
    { chunks, offset: () => offset },
    { useTools },
  )) {
    output.push(Buffer.from(chunk));
  }
  return Buffer.concat(output);
}

/** What a failed expectation should print. */
async function sizeOf(unpacked: Promise<Buffer>): Promise<number> {
  return (await unpacked).length;
}

describe('decompress', () => {
  for (const [tool, kind] of [
    ['gzip', 'gzip'],
    ['xz', 'xz'],
    ['bzip2', 'bzip2'],
    ['zstd', 'zstd'],
  ] as const) {
    for (const useTools of [true, false]) {
      const how = useTools ? 'with tools' : 'in process';
      it(`${kind}, ${how}`, async () => {
        const data = packed(tool);
        expect(detectCompression(data)).toBe(kind);
        expect((await unpack(data, useTools)).equals(plain)).toBe(true);
      });

      it(`${kind} cut off, ${how}`, async () => {
        const data = packed(tool);
        await expect(
          unpack(data.subarray(0, data.length - 100_000), useTools),
        ).rejects.toMatchObject({
          // Two of the libraries cannot tell an early end from damage.
          code: useTools ? 'ARCHIVE_TRUNCATED' : expect.stringMatching(/^ARCHIVE_/),
          data: { compressedOffset: expect.any(Number) },
        });
      });

      // The zstd library sees only damage to the structure.
      if (kind === 'zstd' && !useTools) continue;
      it(`${kind} damaged, ${how}`, async () => {
        const data = packed(tool);
        data.fill(0x55, 300_000, 300_400);
        await expect(sizeOf(unpack(data, useTools))).rejects.toMatchObject({
          code: expect.stringMatching(/^ARCHIVE_(CORRUPT|TRUNCATED)$/),
        });
      });
    }
  }

  it('gzip with several members and zeros behind them', async () => {
    const data = Buffer.concat([gzipSync('one'), gzipSync('two'), Buffer.alloc(5000)]);
    expect((await unpack(data, true)).toString()).toBe('onetwo');
  });

  it('passes errors of the source on as they are', async () => {
    const lost = Object.assign(new Error('gone'), { code: 'EIO' });
    const chunks = (async function* () {
      yield await Promise.resolve(packed('xz').subarray(0, 1000));
      throw lost;
    })();
    const reading = async (): Promise<void> => {
      for await (const chunk of decompress('xz', { chunks, offset: () => 0 }))
        expect(chunk).toBeDefined();
    };
    await expect(reading()).rejects.toBe(lost);
  });
});
