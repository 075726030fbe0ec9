import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DarkroomError } from '../../shared/errors';
import { EmbeddedBuilder } from '../../electron/engine/embedded/build/embedded-builder';
import type { Methods } from '../../electron/runtime/protocol';
import { Sandbox } from '../../electron/runtime/sandbox';
import { WorkerPool } from '../../electron/worker/pool';
import { writeLayer } from '../../electron/worker/tasks/write-layer';
import { BuildHarness } from './build-harness';
import { addBusyboxBase, busybox } from './busybox-base';
import { leftovers } from './leftovers';

const canRun = existsSync(busybox) && process.platform === 'linux';
const secret = `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEowIBAAKCAQEA7bq8'.repeat(40)}\n-----END RSA PRIVATE KEY-----\n`;

/** Asks for what a client would not. */
class AskingSandbox extends Sandbox {
  ask(params: Methods['writeFiles']['params']): Promise<Methods['writeFiles']['result']> {
    return this.call('writeFiles', params);
  }
}

describe.skipIf(!canRun)('layers that the helper writes for a command line', () => {
  let harness: BuildHarness;
  let contextPath: string;
  /** Does what is little itself, as the command line does. */
  const workers = new WorkerPool({ littleHere: true });

  beforeAll(async () => {
    harness = await BuildHarness.open();
    await addBusyboxBase(harness);
    contextPath = join(harness.folder, 'context');
    mkdirSync(join(contextPath, 'src'), { recursive: true });
    for (let index = 0; index < 100; index += 1)
      writeFileSync(join(contextPath, 'src', `f${index}`), `file ${index}\n`.repeat(index));
    writeFileSync(
      join(contextPath, 'Dockerfile'),
      'FROM base:1\nCOPY src /src\nRUN wc -l /src/f7\n',
    );
  });

  afterEach(() => vi.restoreAllMocks());

  afterAll(async () => {
    await workers.dispose();
    await harness?.close();
  });

  async function build(pool: WorkerPool): Promise<ReadonlyArray<string>> {
    const { store, sandbox } = harness;
    const work = {
      signal: new AbortController().signal,
      progress: () => undefined,
      log: () => undefined,
    };
    const options = { contextPath, noCache: true, network: 'host' } as const;
    const builder = new EmbeddedBuilder({ store, sandbox, workers: pool });
    const { imageId } = await builder.build(options, work);
    expect(leftovers(store)).toEqual([]);
    return store.images.find(imageId).config.rootfs.diff_ids;
  }

  it('are the same as those that a thread writes', async () => {
    expect(await harness.sandbox.warm()).toBe(false);
    await harness.sandbox.unpack([], new AbortController().signal);
    expect(await harness.sandbox.warm()).toBe(true);
    expect(harness.sandbox.isReady).toBe(true);
    const writeFiles = vi.spyOn(harness.sandbox, 'writeFiles');
    const [, byHelper] = await build(workers);
    expect(writeFiles).toHaveBeenCalledTimes(1);
    const [, byThread] = await build(harness.workers);
    expect(writeFiles).toHaveBeenCalledTimes(1);
    expect(byHelper).toBe(byThread);
    const files = [...harness.store.layers.entries(byHelper ?? '')].map(({ path }) => path);
    expect(files).toHaveLength(101);
  });

  it('are written here when the helper cannot', async () => {
    const writeFiles = vi
      .spyOn(harness.sandbox, 'writeFiles')
      .mockRejectedValue(new DarkroomError('SOURCE_NOT_READABLE', 'another view of the machine'));
    const [, here] = await build(workers);
    expect(writeFiles).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
    const [, byHelper] = await build(workers);
    expect(here).toBe(byHelper);
  });

  it('have digests, places and findings as written here, and leave nothing when a file is gone', async () => {
    const folder = join(harness.folder, 'direct');
    mkdirSync(folder);
    const contents = { a: 'text\n', key: secret };
    const files = Object.entries(contents).map(([name, text]) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      const times = { mtimeSeconds: 1_700_000_000, mtimeNanos: 0 };
      const owned = { mode: 0o644, uid: 0, gid: 0, sizeBytes: text.length, ...times };
      return {
        entry: { path: name, kind: 'file', ...owned },
        content: { kind: 'file', path },
      } as const;
    });
    const { signal } = new AbortController();
    const targetPath = join(folder, 'layer.tar');
    const byHelper = await harness.sandbox.writeFiles({ targetPath, files }, signal);
    const here = writeLayer(
      { targetPath: join(folder, 'here.tar'), files },
      { throwIfCancelled: () => undefined },
    );
    expect(byHelper).toEqual(here);
    expect(byHelper?.secrets.map(({ path }) => path)).toEqual(['/key']);

    rmSync(join(folder, 'key'));
    const gone = harness.sandbox.writeFiles({ targetPath, files }, signal);
    await expect(gone).rejects.toMatchObject({
      code: 'CONFLICT',
      data: { path: join(folder, 'key') },
    });
    expect(existsSync(targetPath)).toBe(false);
    const cancelled = harness.sandbox.writeFiles({ targetPath, files }, AbortSignal.abort());
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('are not written when the helper sees another file in their place', async () => {
    const path = join(harness.folder, 'context', 'src', 'f1');
    const owned = { mode: 0o644, uid: 0, gid: 0, sizeBytes: 7, mtimeSeconds: 0, mtimeNanos: 0 };
    const files = [
      { entry: { path: 'f1', kind: 'file', ...owned }, content: { kind: 'file', path } },
    ] as const;
    const targetPath = join(harness.folder, 'other.tar');
    const { dev, ino } = statSync(path, { bigint: true });
    const asking = new AskingSandbox({ paths: harness.store.paths });
    const ask = (otherIno: bigint) =>
      asking.ask({ targetPath, files, witness: { path, dev: String(dev), ino: String(otherIno) } });
    expect(await ask(ino + 1n)).toBeNull();
    expect(existsSync(targetPath)).toBe(false);
    expect((await ask(ino))?.digests).toHaveLength(1);
    asking.dispose();
  });

  it('are refused when they are asked for in another form', async () => {
    const entry = { path: 'a', kind: 'file', mode: 0o644, uid: 0, gid: 0, sizeBytes: 1 } as const;
    const files = [
      {
        entry: { ...entry, mtimeSeconds: 0, mtimeNanos: 0 },
        content: { kind: 'bytes', bytes: new Uint8Array(1) },
      },
    ] as const;
    const asked = harness.sandbox.writeFiles(
      { targetPath: join(harness.folder, 'never.tar'), files },
      new AbortController().signal,
    );
    await expect(asked).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(existsSync(join(harness.folder, 'never.tar'))).toBe(false);
  });
});
