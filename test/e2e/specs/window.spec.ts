import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type {} from '../../../renderer/bridge';

import { launchApp, projectFolder } from '../harness/launch';
import { useSuite } from '../harness/suite';

/** What holds for the window whatever it shows: where it comes from and what it may not do. */
describe('the window', () => {
  const suite = useSuite();

  it('comes from app://darkroom, with a size of its own', async () => {
    expect(await suite.app.page.evaluate(() => window.origin)).toBe('app://darkroom');
    const state = await suite.app.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0];
      return {
        size: window?.getSize(),
        minimum: window?.getMinimumSize(),
        visible: window?.isVisible(),
      };
    });
    expect(state).toEqual({ size: [1280, 800], minimum: [720, 520], visible: true });
  });

  it('has neither Node nor Electron in its page', async () => {
    const found = await suite.app.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
    );
    expect(found).toEqual([]);
    expect(await suite.app.page.evaluate(() => Object.keys(window.darkroom).sort())).toEqual([
      'call',
      'on',
      'pathForFile',
    ]);
  });

  it('runs sandboxed and isolated', async () => {
    const preferences = await suite.app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webviewTag } =
        contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webviewTag };
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    });
  });

  it('is served with a strict content security policy and nothing beside its files', async () => {
    const answers = await suite.app.page.evaluate(async () => {
      const statusOf = async (url: string) => (await fetch(url)).status;
      const page = await fetch('app://darkroom/index.html');
      return {
        policy: page.headers.get('content-security-policy'),
        sniff: page.headers.get('x-content-type-options'),
        outside: await statusOf('app://darkroom/..%2fbuild/main.js'),
        farOutside: await statusOf('app://darkroom/..%2f..%2f..%2f..%2fetc/passwd'),
        missing: await statusOf('app://darkroom/missing.js'),
      };
    });
    expect(answers).toMatchObject({
      sniff: 'nosniff',
      outside: 404,
      farOutside: 404,
      missing: 404,
    });
    expect(answers.policy).toContain("script-src 'self'");
  });

  it('runs no inline and no evaluated script', async () => {
    const ran = await suite.app.page.evaluate(() => {
      const attempt = (act: () => void) => {
        try {
          act();
        } catch {
          // refused
        }
      };
      attempt(() => {
        const script = document.createElement('script');
        script.textContent = 'window.inlineRan = true';
        document.body.append(script);
      });
      attempt(() =>
        document.body.insertAdjacentHTML(
          'beforeend',
          '<img src="x" onerror="window.inlineRan = true">',
        ),
      );
      return 'inlineRan' in window;
    });
    expect(ran).toBe(false);
  });

  it('reaches no host and no file', async () => {
    const reached = await suite.app.page.evaluate(async () => {
      const results: string[] = [];
      for (const url of ['https://example.com/', 'http://127.0.0.1:1/', 'file:///etc/passwd']) {
        await fetch(url).then(
          () => results.push(url),
          () => undefined,
        );
      }
      return results;
    });
    expect(reached).toEqual([]);
  });

  it('refuses to go anywhere else, to open windows and to ask for devices', async () => {
    const { page, electron } = suite.app;
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await page.evaluate(() => {
      location.href = 'file:///etc/passwd';
    });
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true);
    expect(
      await page.evaluate(
        async () => (await navigator.permissions.query({ name: 'geolocation' })).state,
      ),
    ).toBe('denied');
    expect(page.url()).toBe('app://darkroom/index.html');
    expect(
      await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
    ).toBe(1);
  });

  it('refuses requests of the wrong shape with a code', async () => {
    const codes = await suite.app.page.evaluate(async () => {
      const code = async (channel: string, request: unknown) => {
        const answer = await window.darkroom.call(channel as never, request as never);
        return answer.ok ? 'ok' : answer.error.code;
      };
      return [
        await code('images.inspect', null),
        await code('images.inspect', { name: '--all' }),
        await code('images.inspect', { name: 'x'.repeat(10_000) }),
        await code('images.inspect', { name: 'x', more: 1 }),
        await code('jobs.start', { kind: 'format-disk' }),
        await code('terminal.open', { container: 'x', mode: 'exec', columns: -1, rows: 24 }),
        await code('images.readFile', { name: 'x', path: 'a\0b' }),
      ];
    });
    expect(codes).toEqual(new Array(7).fill('INVALID_ARGUMENT'));
  });

  it('knows no channel beyond the contract', async () => {
    const message = await suite.app.page.evaluate(async () => {
      try {
        await window.darkroom.call('shell.openExternal' as never, null as never);
        return 'called';
      } catch (error) {
        return String(error);
      }
    });
    expect(message).toContain('There is no channel');
  });

  it('does not answer a frame of another origin', async () => {
    const answer = await suite.app.electron.evaluate(async ({ app, BrowserWindow }) => {
      const other = new BrowserWindow({
        show: false,
        webPreferences: { sandbox: true, preload: `${app.getAppPath()}/.vite/build/preload.js` },
      });
      await other.loadURL('about:blank');
      const result: unknown = await other.webContents.executeJavaScript(
        "window.darkroom.call('images.list', null).then((a) => a.ok ? 'ok' : a.error.code)",
      );
      other.destroy();
      return result;
    });
    expect(answer).toBe('UNAUTHORIZED_SENDER');
  });

  it('is one per store: a second start shows the first window and leaves', async () => {
    await suite.app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.minimize(),
    );
    const { ELECTRON_RUN_AS_NODE: _node, ...env } = process.env;
    const second = spawn(process.execPath, ['--no-sandbox', projectFolder], {
      env: { ...env, ...suite.folders.env, DISPLAY: suite.display.name },
      stdio: 'ignore',
    });
    const [exitCode] = (await once(second, 'exit')) as [number];
    expect(exitCode).toBe(0);
    const shown = await suite.app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.isMinimized()),
    );
    expect(shown).toEqual([false]);
  });

  it('says when it stood and how long main was blocked', async () => {
    const file = join(suite.folders.base, 'measure.jsonl');
    await suite.app.close();
    const app = await launchApp({ ...suite.launchOptions(), env: { DARKROOM_MEASURE: file } });
    await expect.poll(() => readFile(file, 'utf8'), { timeout: 10_000 }).toContain('"shown"');
    await app.close();
    const lines = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { measure: string; name?: string });
    expect(lines.filter((line) => line.measure === 'mark').map((line) => line.name)).toEqual(
      expect.arrayContaining(['main', 'ready', 'shown']),
    );
    expect(lines.at(-1)).toMatchObject({
      measure: 'exit',
      maxBlockMs: expect.any(Number) as number,
    });
  });

  it('stands where it stood', async () => {
    const app = await suite.restart();
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1000, height: 700 }),
    );
    const again = await suite.restart();
    const bounds = await again.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    expect(bounds).toEqual({ x: 40, y: 30, width: 1000, height: 700 });
  });
});
