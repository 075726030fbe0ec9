import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runtimeFolder } from './paths.mjs';

export async function sha256OfFile(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A fresh folder inside the runtime folder, so that a rename out of it stays on one file system. */
export async function temporaryFolder(name) {
  const folder = path.join(runtimeFolder, 'tmp', `${name}-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Removes what interrupted runs left. Call with the set-up lock held. */
export async function sweepTemporary() {
  const folder = path.join(runtimeFolder, 'tmp');
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

/** Puts a finished folder in its place in one step. */
export async function replaceFolder(from, to) {
  await mkdir(path.dirname(to), { recursive: true });
  await rm(to, { recursive: true, force: true });
  await rename(from, to);
}
