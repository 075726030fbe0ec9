import { chmod, mkdtemp, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { saveDockerfile } from './build-file';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'darkroom-save-'));
  path = join(folder, 'Dockerfile');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const saved = async (text: string): Promise<string> => {
  const answer = await saveDockerfile(path, text, 'any');
  if (answer.kind !== 'saved') throw new Error('not saved');
  return answer.digest;
};

it('writes what was read before and keeps its mode', async () => {
  const digest = await saved('FROM a\n');
  await chmod(path, 0o640);
  expect((await saveDockerfile(path, 'FROM b\n', digest)).kind).toBe('saved');
  expect(await readFile(path, 'utf8')).toBe('FROM b\n');
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

it('tells what somebody else wrote and leaves it', async () => {
  const digest = await saved('FROM a\n');
  await writeFile(path, 'FROM theirs\n');
  expect(await saveDockerfile(path, 'FROM mine\n', digest)).toMatchObject({
    kind: 'conflict',
    text: 'FROM theirs\n',
  });
  expect(await readFile(path, 'utf8')).toBe('FROM theirs\n');
});

it('tells that the file is gone, or came while there was none', async () => {
  const digest = await saved('FROM a\n');
  await rm(path);
  expect(await saveDockerfile(path, 'FROM b\n', digest)).toMatchObject({ digest: null });
  expect((await saveDockerfile(path, 'FROM b\n', null)).kind).toBe('saved');
  expect((await saveDockerfile(path, 'FROM c\n', null)).kind).toBe('conflict');
});

it('takes the same text from whoever wrote it', async () => {
  await writeFile(path, 'FROM same\n');
  expect((await saveDockerfile(path, 'FROM same\n', null)).kind).toBe('saved');
});

it('writes through a link', async () => {
  const real = join(folder, 'real');
  await writeFile(real, 'FROM a\n');
  await symlink('real', path);
  await saved('FROM b\n');
  expect(await readlink(path)).toBe('real');
  expect(await readFile(real, 'utf8')).toBe('FROM b\n');
});
