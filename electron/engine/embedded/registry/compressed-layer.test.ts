import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlobReading } from '../../../registry/transfer/upload';
import { WorkerPool } from '../../../worker/pool';
import { compressedFile } from './compressed-layer';

const content = Buffer.concat([randomBytes(5 << 20), Buffer.alloc(9 << 20, 'layer'), Buffer.of(1)]);
const never = new AbortController().signal;
const pool = new WorkerPool();
let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'darkroom-compressed-'));
  path = join(folder, 'layer.tar');
  writeFileSync(path, content);
});
afterAll(async () => {
  await pool.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const digestOf = (bytes: Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Reads all; a reader that copies gives the memory of each chunk back, and has it no more. */
async function readAll({ chunks, release }: BlobReading, gives: boolean): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    parts.push(gives ? Buffer.from(chunk) : chunk);
    if (!gives) continue;
    release?.(chunk);
  }
  return Buffer.concat(parts);
}

describe('a layer compressed by a thread', () => {
  it.each([
    ['none', true],
    ['none', false],
    ['gzip', true],
    ['gzip', false],
  ] as const)('%s, giving memory back: %s', async (compression, gives) => {
    const reading = compressedFile(pool, path, digestOf(content), compression, never);
    const bytes = await readAll(reading, gives);
    expect(await reading.digest).toBe(digestOf(bytes));
    expect((compression === 'gzip' ? gunzipSync(bytes) : bytes).equals(content)).toBe(true);
  });

  it('is told to be damaged at its end', async () => {
    const reading = compressedFile(pool, path, digestOf(Buffer.from('other')), 'gzip', never);
    await expect(readAll(reading, true)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' });
  });

  it('may be left in the middle, and stopped', async () => {
    for await (const chunk of compressedFile(pool, path, digestOf(content), 'gzip', never).chunks) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const stop = new AbortController();
    const reading = compressedFile(pool, path, digestOf(content), 'gzip', stop.signal);
    const all = readAll(reading, true);
    stop.abort();
    await expect(all).rejects.toMatchObject({ code: 'CANCELLED' });
    // The threads are as good as new.
    const again = compressedFile(pool, path, digestOf(content), 'gzip', never);
    expect(gunzipSync(await readAll(again, true)).equals(content)).toBe(true);
  });
});
