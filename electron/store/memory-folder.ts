import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, ownerOf, ownerPrefix, ownIdentity } from './process-identity';

const prefix = 'darkroom-';
/** Memory, so that no secret reaches a disk; where there is none, the system's temporary folder. */
const memory = '/dev/shm';

/** A new folder in memory that only this user may enter; swept away once this process is gone. */
export async function makeMemoryFolder(): Promise<string> {
  return mkdtemp(join(await place(), `${prefix}${ownerPrefix(ownIdentity())}`));
}

/** Removes the folders of processes that ended without doing so. */
export async function sweepMemoryFolders(): Promise<void> {
  const parent = await place();
  for (const name of await readdir(parent)) {
    const owner = name.startsWith(prefix) ? ownerOf(name.slice(prefix.length)) : null;
    if (owner === null || isAlive(owner)) continue;
    // another user's is left to them
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function place(): Promise<string> {
  const found = await stat(memory).catch(() => null);
  return found?.isDirectory() === true ? memory : tmpdir();
}
