import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { zipFolder } from './zip-write.mjs';
import { unzip } from './zip.mjs';

describe('zip', () => {
  let work = '';
  const at = (...names) => path.join(work, ...names);

  beforeEach(async () => {
    work = await mkdtemp(path.join(tmpdir(), 'darkroom-zip-'));
    await mkdir(at('in', 'deep', 'er'), { recursive: true });
    await writeFile(at('in', 'program'), 'x'.repeat(200_000));
    await chmod(at('in', 'program'), 0o755);
    await writeFile(at('in', 'deep', 'er', 'empty'), '');
    await symlink('../program', at('in', 'deep', 'link'));
    await zipFolder(at('in'), at('made.zip'));
  });
  afterEach(() => rm(work, { recursive: true, force: true }));

  it('gives back contents, modes and links', async () => {
    const seen = [];
    await unzip(
      at('made.zip'),
      (name) => at('out', name),
      (done, total) => seen.push([done, total]),
    );
    expect(await readFile(at('out', 'program'), 'utf8')).toBe('x'.repeat(200_000));
    expect((await lstat(at('out', 'program'))).mode & 0o777).toBe(0o755);
    expect(await readFile(at('out', 'deep', 'er', 'empty'), 'utf8')).toBe('');
    expect(await readlink(at('out', 'deep', 'link'))).toBe('../program');
    expect(seen.at(-1)[0]).toBe(200_000);
  });

  it('leaves out what has no place', async () => {
    await unzip(
      at('made.zip'),
      (name) => (name === 'program' ? at('out', 'renamed') : undefined),
      () => {},
    );
    expect((await lstat(at('out', 'renamed'))).size).toBe(200_000);
    await expect(lstat(at('out', 'deep'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a file that is cut off', async () => {
    const whole = await readFile(at('made.zip'));
    await writeFile(at('cut.zip'), whole.subarray(0, whole.length / 2));
    await expect(
      unzip(
        at('cut.zip'),
        (name) => at('out', name),
        () => {},
      ),
    ).rejects.toThrow('no end record');
  });
});
