import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { libdeflate, type Libdeflate } from '../../../base/native/libdeflate';
import { decompress } from '../decompress/decompress';
import { blockBytes, blocksHeld } from './blocks';
import { compressGzip } from './gzip';

const installed = libdeflate();

async function* chunksOf(content: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += chunkBytes)
    yield await Promise.resolve(content.subarray(at, at + chunkBytes));
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of chunks) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function compressed(
  content: Buffer,
  chunkBytes: number,
  library: Libdeflate | null,
): Promise<Buffer> {
  return collected(compressGzip(chunksOf(content, chunkBytes), { library }));
}

const half = Buffer.concat([randomBytes(700_000), Buffer.alloc(900_000, 'layer')]);
const several = Buffer.concat([half, half, half]);
const long = Buffer.concat([several, several, several]);
const cases: ReadonlyArray<readonly [string, Buffer]> = [
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('x')],
  ['a block', Buffer.alloc(blockBytes, 'ab')],
  ['a block and a byte', Buffer.alloc(blockBytes + 1, 'ab')],
  ['several blocks', several],
];

for (const [name, library] of [
  ['zlib', null],
  ['libdeflate', installed],
] as const) {
  describe.skipIf(name === 'libdeflate' && installed === null)(`compressGzip with ${name}`, () => {
    it.each(cases)('gives back %s, to every reader', async (_name, content) => {
      const whole = await compressed(content, blockBytes, library);
      expect(gunzipSync(whole).equals(content)).toBe(true);
      const ours = decompress('gzip', { chunks: chunksOf(whole, 50_000), offset: () => 0 });
      expect((await collected(ours)).equals(content)).toBe(true);
      const tool = execFileSync('gzip', ['-dc'], { input: whole, maxBuffer: 1 << 28 });
      expect(tool.equals(content)).toBe(true);
    });

    it('gives the same bytes however the content comes', async () => {
      const [first, ...others] = await Promise.all(
        [blockBytes, 65_536, 999_983, several.length].map((size) =>
          compressed(several, size, library),
        ),
      );
      for (const other of others) expect(first?.equals(other)).toBe(true);
    });

    it('looks at no more chunks at once than it says', async () => {
      const memory = Array.from({ length: blocksHeld }, () => Buffer.alloc(blockBytes));
      const source = (async function* () {
        let count = 0;
        for await (const chunk of chunksOf(long, blockBytes)) {
          const target = memory[count++ % blocksHeld] as Buffer;
          chunk.copy(target);
          yield target.subarray(0, chunk.length);
        }
      })();
      const whole = await collected(compressGzip(source, { library }));
      expect(gunzipSync(whole).equals(long)).toBe(true);
      expect(whole.equals(await compressed(long, blockBytes, library))).toBe(true);
    });

    it('passes on what the source fails with, after what was running', async () => {
      const lost = new Error('gone');
      const source = (async function* () {
        yield* chunksOf(several, blockBytes);
        throw lost;
      })();
      await expect(collected(compressGzip(source, { library }))).rejects.toBe(lost);
    });
  });
}

describe('compressGzip with zlib', () => {
  it.each(cases)('makes one member of %s', async (_name, content) => {
    const whole = await compressed(content, blockBytes, null);
    // RFC 1952 §2.3.1: the length of all that was put in stands at the very end.
    expect(whole.readUInt32LE(whole.length - 4)).toBe(content.length);
  });

  it('looks back over the edge of a block', async () => {
    const text = randomBytes(20_000);
    const content = Buffer.concat([Buffer.alloc(blockBytes - text.length), text, text]);
    expect((await compressed(content, blockBytes, null)).length).toBeLessThan(1.5 * text.length);
  });
});

/** The library itself, with a count of the compressors that it has made and that were not freed. */
function counted(library: Libdeflate): {
  readonly library: Libdeflate;
  readonly held: () => number;
} {
  let held = 0;
  return {
    held: () => held,
    library: {
      compressor(level) {
        const inner = library.compressor(level);
        held += 1;
        return {
          compress: (block, memory) => inner.compress(block, memory),
          free() {
            inner.free();
            held -= 1;
          },
        };
      },
    },
  };
}

describe.skipIf(installed === null)('compressGzip with libdeflate', () => {
  const library = installed as Libdeflate;

  it('makes a member of every block', async () => {
    const members: Uint8Array[] = [];
    for await (const one of compressGzip(chunksOf(several, 65_536), { library })) members.push(one);
    const blocks = members.map((one) => gunzipSync(one));
    expect(blocks.map(({ length }) => length)).toEqual([
      ...Array.from({ length: 4 }, () => blockBytes),
      several.length - 4 * blockBytes,
    ]);
  });

  it('frees its compressors at the end, and when the reader or the source stops', async () => {
    const whole = counted(library);
    await collected(compressGzip(chunksOf(several, blockBytes), whole));
    expect(whole.held()).toBe(0);

    const left = counted(library);
    for await (const member of compressGzip(chunksOf(several, blockBytes), left)) {
      expect(member.length).toBeGreaterThan(0);
      // Others are being compressed at this moment; freeing one of those would throw.
      expect(left.held()).toBe(3);
      break;
    }
    expect(left.held()).toBe(0);

    const broken = counted(library);
    const source = (async function* () {
      yield* chunksOf(several.subarray(0, 2 * blockBytes), blockBytes);
      throw new Error('gone');
    })();
    await expect(collected(compressGzip(source, broken))).rejects.toThrow('gone');
    expect(broken.held()).toBe(0);
  });
});
