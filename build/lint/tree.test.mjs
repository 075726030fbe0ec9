import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTree } from './tree.mjs';

describe('the check of the tree', () => {
  let root = '';
  const write = (name, text) => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'darkroom-tree-'));
    execFileSync('git', ['init', '-q', root]);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('finds nothing in a good tree', () => {
    write('electron/short.ts', 'line\n'.repeat(300));
    write('test/cases.ts', 'line\n'.repeat(400));
    write('docs/long.md', 'line\n'.repeat(1000));
    expect(checkTree(root)).toEqual([]);
  });

  it('finds a file that is too long', () => {
    write('electron/long.ts', 'line\n'.repeat(301));
    expect(checkTree(root)).toEqual([
      'electron/long.ts: 301 lines, at most 300: split it by what it does',
    ]);
  });

  it('finds a path of this machine, with its line', () => {
    write('README.md', `first\nsee ${root}/x\n`);
    expect(checkTree(root)).toEqual(['README.md:2: names a path of this machine']);
  });

  it('finds where modules were downloaded from', () => {
    write('package-lock.json', '{ "resolved": "somewhere" }\n');
    expect(checkTree(root)).toEqual([
      'package-lock.json: names where modules were downloaded from (see .npmrc)',
    ]);
  });

  it('looks at no ignored file', () => {
    write('.gitignore', 'out/\n');
    write('out/made.ts', 'line\n'.repeat(301));
    expect(checkTree(root)).toEqual([]);
  });
});
