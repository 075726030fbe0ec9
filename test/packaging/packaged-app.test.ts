import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { getCurrentFuseWire, type FuseV1Options } from '@electron/fuses';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuses } from '../../build/forge/fuses';
import { version } from '../../package.json';

const run = promisify(execFile);
const projectRoot = path.resolve(__dirname, '..', '..');
/** How a set fuse is written into the program: the digit one. */
const enabledFuse = '1'.charCodeAt(0);
const packagingMs = 300_000;
const loadedMs = 60_000;

/** The environment of a person at a desktop; the tests' own Electron runs as Node. */
function environment(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _asNode, ...rest } = process.env;
  return { ...rest, ...extra };
}

describe('the packaged app', () => {
  let work = '';
  let app = '';
  let store = '';
  const darkroom = (...args: ReadonlyArray<string>) =>
    run(path.join(app, 'resources', 'bin', 'darkroom'), args, {
      cwd: work,
      env: environment({ DARKROOM_ROOT: store, XDG_RUNTIME_DIR: path.join(work, 'run') }),
    });

  beforeAll(async () => {
    work = await mkdtemp(path.join(tmpdir(), 'darkroom-packaged-'));
    store = path.join(work, 'store');
    await mkdir(path.join(work, 'run'), { mode: 0o700 });
    await run('node', ['build/package.mjs', '--folder-only'], {
      cwd: projectRoot,
      env: environment({ DARKROOM_OUT: path.join(work, 'out') }),
      maxBuffer: 16 * 1024 * 1024,
    });
    app = path.join(work, 'out', `Darkroom-${process.platform}-${process.arch}`);
  }, packagingMs);

  afterAll(async () => {
    // Electron's own fs takes app.asar for a folder, which it then cannot remove.
    await run('rm', ['-rf', work]);
  });

  it('has the fuses that are configured', async () => {
    const wire = await getCurrentFuseWire(path.join(app, 'darkroom'));
    const found = Object.keys(fuses).map((name) => {
      const fuse = Number(name) as FuseV1Options;
      return [name, wire[fuse] === enabledFuse];
    });
    expect(Object.fromEntries(found)).toEqual(fuses);
  });

  it('has a command line that tells its version', async () => {
    const { stdout } = await darkroom('--version');
    expect(stdout).toBe(`Darkroom version ${version}\n`);
  });

  it('imports a template, with its database and its worker threads inside the archive', async () => {
    const rootfs = path.join(work, 'rootfs');
    await mkdir(path.join(rootfs, 'bin'), { recursive: true });
    await mkdir(path.join(rootfs, 'etc'));
    await writeFile(path.join(rootfs, 'bin', 'sh'), '#!/bin/false\n', { mode: 0o755 });
    await writeFile(path.join(rootfs, 'etc', 'os-release'), 'ID=tiny\nVERSION_ID=1\n');
    await run('tar', ['-czf', 'rootfs.tar.gz', '-C', rootfs, '.'], { cwd: work });
    await darkroom('import', 'rootfs.tar.gz', 'tiny:1');
    const { stdout } = await darkroom('images', '--format', '{{.Repository}}:{{.Tag}}');
    expect(stdout).toBe('tiny:1\n');
  });

  it('hands a command to the one that waits, which is of the archive', async () => {
    const folder = path.join(work, 'run', 'darkroom-standby');
    const waiting = async () =>
      (await readdir(folder).catch(() => [])).find((name) => /^\d+$/.test(name));
    const until = async (isMet: () => Promise<boolean>) => {
      for (const giveUpAt = Date.now() + 10_000; !(await isMet()); await delay(50))
        expect(Date.now()).toBeLessThan(giveUpAt);
    };
    await until(async () => (await waiting()) !== undefined);
    const first = (await waiting()) ?? '';
    const program = await readlink(path.join(folder, first, 'program'));
    expect(program).toBe(path.join(app, 'resources', 'app.asar'));
    expect((await darkroom('images', '-q')).stdout).toMatch(/^[0-9a-f]{12}\n$/);
    await until(async () => ![undefined, first].includes(await waiting()));
  });

  it('opens its window and shows its page', { timeout: loadedMs + 30_000 }, async () => {
    const child = startWindow();
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    try {
      const address = await debuggerAddress(child);
      await pageListed(address);
      const browser = await chromium.connectOverCDP(address);
      const page = browser.contexts()[0]?.pages()[0];
      await page?.locator('nav').waitFor({ timeout: loadedMs });
      expect(page?.url()).toMatch(/^app:/);
      await browser.close();
    } finally {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
      await ended;
    }
  });

  /** The fuses leave Node's inspector off, so the page is reached through Chromium's. */
  function startWindow(): ChildProcess {
    const hasDisplay = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
    const [program = '', ...args] = [
      ...(hasDisplay === undefined ? ['xvfb-run', '-a'] : []),
      path.join(app, 'darkroom'),
      '--remote-debugging-port=0',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ];
    return spawn(program, args, {
      env: environment({ DARKROOM_ROOT: store, XDG_RUNTIME_DIR: path.join(work, 'run') }),
      // xvfb-run joins the two.
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
  }
});

/** Playwright waits for ever for a page that was still being made when it connected. */
async function pageListed(address: string): Promise<void> {
  for (const giveUpAt = Date.now() + loadedMs; Date.now() < giveUpAt; await delay(100)) {
    const response = await fetch(`${address}/json`);
    const targets = (await response.json()) as ReadonlyArray<{ readonly url: string }>;
    if (targets.some(({ url }) => url.startsWith('app:'))) return;
  }
}

/** The address that Chromium tells; rejects when the program ends before. */
function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const read = (chunk: string) => {
      text += chunk;
      const host = /DevTools listening on ws:\/\/([^/]+)/.exec(text)?.[1];
      if (host !== undefined) resolve(`http://${host}`);
    };
    child.stdout?.setEncoding('utf8').on('data', read);
    child.stderr?.setEncoding('utf8').on('data', read);
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${text}`)));
  });
}
