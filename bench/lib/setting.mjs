import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './measure.mjs';

export const project = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const darkroom = join(project, 'bin', 'darkroom');

/** Where the inputs are kept between runs: outside the tree, because they are large. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(process.env.HOME ?? tmpdir(), '.cache'), 'darkroom-tests');

/** A store and scratch folder of this run. Short, because sockets' paths have a limit. */
export function makeScratch() {
  const folder = join(tmpdir(), `darkroom-bench-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  process.env.DARKROOM_ROOT = join(folder, 'store');
  return {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The minbase tar of about 200 MB, made by debootstrap once, and its .gz. */
export async function template() {
  mkdirSync(cacheFolder, { recursive: true });
  const tar = join(cacheFolder, 'bookworm-minbase.tar');
  if (!existsSync(tar)) {
    const folder = join(cacheFolder, 'bookworm-minbase');
    process.stdout.write('making the template with debootstrap\n');
    await run(`debootstrap --variant=minbase bookworm ${folder}`);
    await run(`tar -C ${folder} --numeric-owner --xattrs -cf ${tar}.part . && mv ${tar}.part ${tar} && rm -rf ${folder}`);
  }
  const gz = `${tar}.gz`;
  if (!existsSync(gz)) await run(`gzip -kc ${tar} > ${gz}.part && mv ${gz}.part ${gz}`);
  return { tar, gz };
}
