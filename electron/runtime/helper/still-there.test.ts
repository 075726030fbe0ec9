import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ifStillThere } from './still-there';

describe('what a process may remove meanwhile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-still-there-'));
  const file = join(folder, 'file');
  writeFileSync(file, 'text');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is read while it is there', () => {
    expect(ifStillThere(() => readFileSync(file, 'utf8'))).toBe('text');
  });

  it.each<[string, () => unknown]>([
    ['a file that is gone', () => readFileSync(`${file}-gone`)],
    ['a folder that is a file by now', () => readdirSync(file)],
    ['a link that is a file by now', () => readlinkSync(file)],
  ])('is nothing for %s', (_name, read) => {
    expect(ifStillThere(read)).toBeNull();
  });

  it('does not hide another failure', () => {
    expect(() => ifStillThere(() => readFileSync(folder))).toThrow(/EISDIR/);
  });
});
