import { describe, expect, it } from 'vitest';

import type {} from '../../../renderer/bridge';
import { ask, refusalOf } from '../harness/ipc';
import { useSuite } from '../harness/suite';

/** The calls of the page, answered by the real services on an empty store. */
describe('calls from the window', () => {
  const suite = useSuite();

  it('tells what it is and where its store lies', async () => {
    const info = await ask(suite.app.page, 'app.info', null);
    expect(info).toMatchObject({
      platform: process.platform,
      storeRoot: suite.folders.root,
      engine: { kind: 'embedded' },
    });
    expect(info.version).toMatch(/^\d+\.\d+\.\d+/u);
  });

  it('starts with nothing', async () => {
    const { page } = suite.app;
    expect(await ask(page, 'images.list', null)).toEqual([]);
    expect(await ask(page, 'containers.list', null)).toEqual([]);
    expect(await ask(page, 'jobs.list', null)).toEqual([]);
    expect(await ask(page, 'images.usage', null)).toMatchObject({ imageCount: 0 });
  });

  it('answers expected errors with their code', async () => {
    const { page } = suite.app;
    expect(await refusalOf(page, 'images.inspect', { name: 'nobody' })).toBe('IMAGE_NOT_FOUND');
    expect(await refusalOf(page, 'containers.inspect', { name: 'nobody' })).toBe(
      'CONTAINER_NOT_FOUND',
    );
    expect(await refusalOf(page, 'jobs.log', { jobId: 'nobody', fromSeq: 0 })).toBe('NOT_FOUND');
    const terminal = { container: 'nobody', mode: 'exec', columns: 80, rows: 24 } as const;
    expect(await refusalOf(page, 'terminal.open', terminal)).toBe('CONTAINER_NOT_FOUND');
  });

  it('takes what comes late for a terminal that has ended', async () => {
    const { page } = suite.app;
    const terminalId = 'ended';
    expect(await ask(page, 'terminal.write', { terminalId, data: 'x' })).toBeNull();
    expect(await ask(page, 'terminal.resize', { terminalId, columns: 80, rows: 24 })).toBeNull();
    expect(await ask(page, 'terminal.close', { terminalId })).toBeNull();
  });

  it('keeps settings, announces them and applies the theme', async () => {
    const { page, electron } = suite.app;
    const announced = page.evaluate(
      () => new Promise((resolve) => window.darkroom.on('settings.changed', resolve)),
    );
    await ask(page, 'settings.update', { author: 'Leon', theme: 'dark' });
    expect(await announced).toMatchObject({ author: 'Leon', theme: 'dark' });
    expect(await electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
    expect(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(
      true,
    );
    const again = await suite.restart();
    expect(await ask(again.page, 'settings.get', null)).toMatchObject({
      author: 'Leon',
      theme: 'dark',
    });
    const background = await again.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBackgroundColor(),
    );
    expect(background?.toLowerCase()).toBe('#151213');
  });

  it('writes the menu in the language of the settings', async () => {
    const { page, electron } = suite.app;
    const labels = () =>
      electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map((item) => item.label));
    expect(await labels()).toContain('File');
    await ask(page, 'settings.update', { language: 'zh-CN' });
    expect(await labels()).toContain('文件');
  });

  it('keeps a failed job with its reason', async () => {
    const { page } = suite.app;
    const { jobId } = await ask(page, 'jobs.start', {
      kind: 'import',
      options: { source: '/nowhere/template.tar' },
    });
    await expect
      .poll(async () => (await ask(page, 'jobs.list', null)).find((job) => job.id === jobId)?.state)
      .toBe('failed');
    const job = (await ask(page, 'jobs.list', null)).find((one) => one.id === jobId);
    expect(job?.error?.code).toBe('SOURCE_NOT_READABLE');
    expect(await ask(page, 'jobs.remove', { jobId })).toBeNull();
    expect(await ask(page, 'jobs.list', null)).toEqual([]);
  });
});
