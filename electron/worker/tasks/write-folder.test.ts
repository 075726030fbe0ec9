import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LayerEntry } from '../../../shared/model/layer';
import { writeFolder } from './write-folder';
import type { LayerFile } from '../../oci/layer/write-files';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'darkroom-write-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const task = { throwIfCancelled: () => undefined };

function entry(path: string, kind: LayerEntry['kind'], more: Partial<LayerEntry> = {}): LayerEntry {
  const times = { mtimeSeconds: 1_000_000_000, mtimeNanos: 0 };
  return { path, kind, mode: 0o755, uid: 0, gid: 0, sizeBytes: 0, ...times, ...more };
}

function file(path: string, text: string, mode = 0o644): LayerFile {
  const bytes = Buffer.from(text);
  return {
    entry: entry(path, 'file', { mode, sizeBytes: bytes.length }),
    content: { kind: 'bytes', bytes },
  };
}

it('writes modes, times and links, and says what it cannot make', () => {
  const target = join(folder, 'new');
  const files = [
    { entry: entry('', 'directory') },
    { entry: entry('d', 'directory', { mode: 0o555 }) },
    file('d/a', 'hello', 0o4750),
    { entry: entry('d/b', 'hardlink', { link: 'd/a' }) },
    { entry: entry('d/l', 'symlink', { link: '../nowhere' }) },
    { entry: entry('null', 'character-device') },
  ];
  expect(writeFolder({ targetPath: target, files }, task)).toEqual({ leftOut: ['null'] });
  const found = statSync(join(target, 'd/a'));
  expect(found.mode & 0o7777).toBe(0o4750);
  expect(found.mtimeMs).toBe(1_000_000_000_000);
  expect(statSync(join(target, 'd/b')).ino).toBe(found.ino);
  expect(readlinkSync(join(target, 'd/l'))).toBe('../nowhere');
  expect(statSync(join(target, 'd')).mode & 0o777).toBe(0o555);
  expect(statSync(join(target, 'd')).mtimeMs).toBe(1_000_000_000_000);
});

it('replaces links that stand in its way, and follows none', () => {
  const target = join(folder, 'there');
  const outside = join(folder, 'outside');
  mkdirSync(target);
  mkdirSync(outside);
  writeFileSync(join(outside, 'kept'), 'kept');
  symlinkSync(outside, join(target, 'd'));
  symlinkSync(join(outside, 'kept'), join(target, 'f'));
  const files = [{ entry: entry('d', 'directory') }, file('d/kept', 'new'), file('f', 'new')];
  writeFolder({ targetPath: target, files }, task);
  expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept');
  expect(readFileSync(join(target, 'd/kept'), 'utf8')).toBe('new');
  expect(lstatSync(join(target, 'f')).isFile()).toBe(true);
});
