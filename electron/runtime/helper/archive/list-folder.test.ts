import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFolder } from './list-folder';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'darkroom-list-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('listFolder', () => {
  it('gives folders first, then by name, links as they are written', () => {
    mkdirSync(join(folder, 'z'));
    writeFileSync(join(folder, 'b'), 'four', { mode: 0o640 });
    symlinkSync('../nowhere', join(folder, 'a'));
    const { entries, omittedCount } = listFolder(folder);
    expect(entries.map(({ name, kind, link }) => [name, kind, link])).toEqual([
      ['z', 'directory', ''],
      ['a', 'symlink', '../nowhere'],
      ['b', 'file', ''],
    ]);
    expect(entries[2]).toMatchObject({ sizeBytes: 4, mode: 0o640 });
    expect(omittedCount).toBe(0);
  });

  it('follows a link to a folder', () => {
    mkdirSync(join(folder, 'there'));
    writeFileSync(join(folder, 'there', 'x'), '');
    symlinkSync('there', join(folder, 'link'));
    expect(listFolder(join(folder, 'link')).entries.map(({ name }) => name)).toEqual(['x']);
  });

  it('fails for a file and for nothing', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => listFolder(join(folder, 'file'))).toThrow(/ENOTDIR/u);
    expect(() => listFolder(join(folder, 'none'))).toThrow(/ENOENT/u);
  });

  it('says how many it leaves out', () => {
    for (let count = 0; count < 7; count += 1) writeFileSync(join(folder, `f${count}`), '');
    const { entries, omittedCount } = listFolder(folder, 4);
    expect([entries.length, omittedCount]).toEqual([4, 3]);
  });
});
