import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ignoreForPackage } from './app-files';

describe('the files of the package', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'darkroom-files-'));
    mkdirSync(path.join(root, '.vite'));
    const files = ['build/main.js', 'renderer/index.html'];
    writeFileSync(path.join(root, '.vite', 'files.json'), JSON.stringify(files));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it.each([
    ['/package.json', true],
    ['/.vite', true],
    ['/.vite/build/main.js', true],
    ['/.vite/renderer/index.html', true],
    ['/.vite/build/of-yesterday.js', false],
    ['/electron/main.ts', false],
    ['/package-lock.json', false],
    ['/node_modules/better-sqlite3/build/Release/better_sqlite3.node', true],
    ['/node_modules/better-sqlite3/src/better_sqlite3.cpp', false],
    ['/node_modules/koffi/src/koffi/index.cjs', true],
    ['/node_modules/koffi/src/koffi/src/call.cc', false],
    ['/node_modules/@koromix/koffi-linux-x64/linux_x64/koffi.node', true],
    ['/node_modules/@koromix/koffi-win32-x64/koffi.node', false],
    ['/node_modules/@lydell/node-pty-linux-x64/pty.node', true],
    ['/node_modules/react/index.js', false],
  ])('%s is in it: %s', (file, expected) => {
    expect(!ignoreForPackage(root, 'linux', 'x64')(file)).toBe(expected);
  });
});
