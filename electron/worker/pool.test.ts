import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tarOf } from '../oci/layer/tar-test-kit';
import { WorkerPool } from './pool';
import { SharedRing } from './shared-ring';

let folder = '';
const pool = new WorkerPool();
const never = new AbortController().signal;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'darkroom-pool-'));
  writeFileSync(
    join(folder, 'a.tar'),
    tarOf({ path: 'a', content: 'x' }, { path: 'b', content: 'yy' }),
  );
});
afterAll(async () => {
  await pool.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('WorkerPool', () => {
  it('runs a task and gives its output', async () => {
    const { members } = await pool.run(
      'list-archive',
      { path: join(folder, 'a.tar') },
      { signal: never },
    );
    expect(members).toEqual([
      { path: 'a', start: 512, sizeBytes: 1 },
      { path: 'b', start: 1536, sizeBytes: 2 },
    ]);
  });

  it('runs more tasks than there are threads', async () => {
    const runs = Array.from({ length: 8 }, () =>
      pool.run('list-archive', { path: join(folder, 'a.tar') }, { signal: never }),
    );
    expect((await Promise.all(runs)).every(({ members }) => members.length === 2)).toBe(true);
  });

  it('passes errors on with their code', async () => {
    writeFileSync(join(folder, 'bad.tar'), Buffer.alloc(512, 1));
    const running = pool.run('list-archive', { path: join(folder, 'bad.tar') }, { signal: never });
    await expect(running).rejects.toMatchObject({ code: 'ARCHIVE_CORRUPT', data: { offset: 0 } });
  });

  it('stops a task that waits, and one that was never started', async () => {
    const controller = new AbortController();
    const input = {
      ring: SharedRing.create(),
      mode: 'layer',
      prefix: '',
      scan: false,
      targetPath: '',
    } as const;
    const running = pool.run('index-layer', input, { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    const startedAt = performance.now();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(performance.now() - startedAt).toBeLessThan(2000);
    await expect(
      pool.run('index-layer', input, { signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
