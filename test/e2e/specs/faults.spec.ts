import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { debianTemplate, templateObstacle } from '../../helpers/template';
import { ask } from '../harness/ipc';
import type { RunningApp } from '../harness/launch';
import { useSuite } from '../harness/suite';

const obstacle = await templateObstacle();

/** What happens when something goes wrong that nobody expected, and when the app has to end. */
describe('faults and the end', () => {
  const suite = useSuite();
  const faultLog = () =>
    readFile(join(suite.folders.root, 'darkroom/window/faults.log'), 'utf8').catch(() => '');

  /** Answers every message box with its first button, and counts them. */
  async function answerMessages(app: RunningApp): Promise<() => Promise<ReadonlyArray<string>>> {
    await app.electron.evaluate(({ dialog }) => {
      const shown: string[] = [];
      (globalThis as Record<string, unknown>)['shownMessages'] = shown;
      dialog.showMessageBox = ((...args: ReadonlyArray<{ message?: string }>) => {
        shown.push(args.at(-1)?.message ?? '');
        return Promise.resolve({ response: 0, checkboxChecked: false });
      }) as typeof dialog.showMessageBox;
    });
    return () =>
      app.electron.evaluate(
        () => (globalThis as Record<string, unknown>)['shownMessages'] as ReadonlyArray<string>,
      );
  }

  it('writes an error nobody caught down, tells it, and goes on', async () => {
    const { app } = suite;
    const messages = await answerMessages(app);
    await app.electron.evaluate(() => {
      setTimeout(() => {
        throw new Error('thrown by the test');
      }, 0);
    });
    await expect.poll(messages).toEqual(['Darkroom met an error of its own']);
    expect(await faultLog()).toContain('uncaught: Error: thrown by the test\n    at ');
    expect(await ask(app.page, 'images.list', null)).toEqual([]);
  });

  it('opens a window that stopped working again', async () => {
    const { app } = suite;
    const messages = await answerMessages(app);
    await app.electron.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await expect.poll(messages).toEqual(['The window stopped working']);
    expect(await faultLog()).toMatch(/window: (crashed|killed)/u);
    const title = () =>
      app.electron.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        return contents?.isCrashed() === false && !contents.isLoading();
      });
    await expect.poll(title, { timeout: 10_000 }).toBe(true);
  });

  it.skipIf(obstacle !== null)('cancels what runs when it ends, and cleans up', async () => {
    const { gzip } = await debianTemplate();
    const app = await suite.restart();
    const { jobId } = await ask(app.page, 'jobs.start', {
      kind: 'import',
      options: { source: gzip, reference: 'unfinished:1' },
    });
    await app.close();
    expect(await readdir(join(suite.folders.root, 'darkroom/tmp'))).toEqual([]);
    const again = await suite.restart();
    const job = (await ask(again.page, 'jobs.list', null)).find((one) => one.id === jobId);
    expect(job?.state).toBe('cancelled');
    expect(await ask(again.page, 'images.list', null)).toEqual([]);
  });
});
