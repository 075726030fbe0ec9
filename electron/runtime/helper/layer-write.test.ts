import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from '../../oci/layer/tar-test-kit';
import { libc } from '../native/libc';
import { writeLayer } from './layer-write';

const whiteout = 0o020000;
const mark = 'trusted.overlay.opaque';

// Overlay's own attributes and whiteouts are root's.
describe.skipIf(process.getuid?.() !== 0)('a layer written from an upper folder', () => {
  let folder = '';
  const at = (path: string) => join(folder, path);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'darkroom-layer-write-'));
    for (const path of ['lower/image', 'upper/image', 'upper/fresh'])
      mkdirSync(at(path), { recursive: true });
    writeFileSync(at('lower/image/old'), 'old');
    writeFileSync(at('lower/gone'), 'gone');
    writeFileSync(at('upper/fresh/file'), 'new');
    for (const path of ['upper/image', 'upper/fresh'])
      libc().setXattr(at(path), mark, Buffer.from('y'));
    for (const path of ['upper/gone', 'upper/fresh/never', 'upper/nothing'])
      libc().mknod(at(path), whiteout, 0, 0);
    utimesSync(at('upper/fresh'), 1_500_000_000.75, 1_500_000_000.75);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(tidy: boolean) {
    return writeLayer(libc(), {
      upper: at('upper'),
      lowers: [at('lower')],
      userNamespace: false,
      stagedBlobPath: at('blob'),
      entriesPath: at('entries'),
      scan: false,
      tidy,
    });
  }

  it('has what hides something, and whole seconds', () => {
    write(false);
    const entries = parse(readFileSync(at('blob'))).map(({ entry }) => entry);
    expect(entries.map(({ path, kind, mtimeNanos }) => [path, kind, mtimeNanos])).toEqual([
      ['fresh', 'directory', 0],
      ['fresh/file', 'file', 0],
      ['gone', 'whiteout', 0],
      ['image', 'directory', 0],
      ['image', 'opaque', 0],
    ]);
    expect(libc().getXattr(at('upper/fresh'), mark)?.toString()).toBe('y');
    expect(existsSync(at('upper/nothing'))).toBe(true);
  });

  it('leaves in a tidied folder nothing that would hide more over other layers', async () => {
    const server = createServer().listen(at('upper/fresh/socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    utimesSync(at('upper/fresh'), 1_500_000_000.75, 1_500_000_000.75);
    const plain = write(false);
    const tidied = write(true);
    server.close();
    expect(tidied.diffId).toBe(plain.diffId);
    expect(write(true).diffId).toBe(plain.diffId);
    const { stdout } = spawnSync('find', ['.', '-mindepth', '1', '-printf', '%P %y\n'], {
      cwd: at('upper'),
      encoding: 'utf8',
    });
    expect(stdout.trim().split('\n').sort()).toEqual([
      'fresh d',
      'fresh/file f',
      'gone c',
      'image d',
    ]);
    expect(libc().getXattr(at('upper/fresh'), mark)).toBeNull();
    expect(libc().getXattr(at('upper/image'), mark)?.toString()).toBe('y');
    expect(Math.floor(lstatSync(at('upper/fresh')).mtimeMs / 1000)).toBe(1_500_000_000);
  });
});
