import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { validateLayout } from '../oci/validate';
import { openStore } from './open-store';
import { addImage, makeTestStore, type TestStore } from './test-store';

let program: string;
beforeAll(async () => {
  program = await mkdtemp(join(tmpdir(), 'darkroom-process-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: resolve('electron/store/test-process.ts'),
      outDir: program,
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'process.cjs' } },
    },
  });
});
afterAll(() => rm(program, { recursive: true, force: true }));

let test: TestStore;
beforeEach(async () => {
  test = await makeTestStore();
});
afterEach(() => test.dispose());

async function start(...parameters: ReadonlyArray<string>): Promise<ChildProcess> {
  const env = { ...process.env, NODE_PATH: resolve('node_modules'), ELECTRON_RUN_AS_NODE: '1' };
  const child = spawn(process.execPath, [join(program, 'process.cjs'), ...parameters], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  return child.exitCode ?? ((await once(child, 'exit')) as unknown[])[0];
}

const never = new AbortController().signal;

describe('several processes on one store', () => {
  it('lose no image and no name, while another collects garbage', async () => {
    const collector = await start('collect', test.root);
    const adders = await Promise.all(
      ['one', 'two'].map((name) => start('add', test.root, name, '12')),
    );
    expect(await Promise.all(adders.map(exitCode))).toEqual([0, 0]);
    collector.stdin?.end();
    expect(await exitCode(collector)).toBe(0);
    const images = test.store.images.list();
    expect(images).toHaveLength(24);
    expect(images.flatMap((image) => image.names).sort()).toEqual(
      ['one', 'two']
        .flatMap((name) => ['latest', 0, 2, 4, 6, 8, 10].map((tag) => `${name}:${tag}`))
        .sort(),
    );
    expect(await validateLayout(test.root)).toEqual([]);
    expect((await test.store.fsck({ repair: false, signal: never })).problems).toEqual([]);
  });

  it('hear of each other', async () => {
    const heard = new Promise<void>((done) => test.store.onDidChange(done));
    await exitCode(await start('add', test.root, 'news', '1'));
    await heard;
    expect(test.store.images.find('news').summary.names).toContain('news:latest');
  });

  it('leave a store that is whole when killed at any moment', async () => {
    for (const wait of [0, 3, 7, 12, 20, 31, 45, 60]) {
      const child = await start('add', test.root, `killed-${wait}`);
      await delay(wait);
      child.kill('SIGKILL');
      await exitCode(child);
      const again = await openStore(test.root);
      expect(
        (await again.fsck({ repair: false, signal: never })).problems,
        `killed after ${wait} ms`,
      ).toEqual([]);
      again.dispose();
    }
    await addImage(test.store, ['after:1']);
    expect(await validateLayout(test.root)).toEqual([]);
  }, 60_000);
});
