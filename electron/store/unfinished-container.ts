import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownerPrefix, ownIdentity } from './process-identity';
import type { StorePaths } from './store';

const pattern = /^\d+-\d+-container-([0-9a-f]{64})$/;

/**
 * Notes that this process is about to write the folder of a container that the index does not know
 * yet, so that the folder goes should the process be killed before. `done` takes the note back.
 */
export async function noteUnfinishedContainer(
  paths: StorePaths,
  id: string,
): Promise<{ done(): Promise<void> }> {
  const note = join(paths.tmp, `${ownerPrefix(ownIdentity())}container-${id}`);
  await writeFile(note, '', { mode: 0o600 });
  return { done: () => rm(note, { force: true }) };
}

/** Removes the folder that a note among the temporary files is about, when nothing knows it. */
export async function removeUnfinishedContainer(
  paths: StorePaths,
  noteName: string,
  isKnown: (id: string) => boolean,
): Promise<void> {
  const id = pattern.exec(noteName)?.[1];
  if (id === undefined || isKnown(id)) return;
  const folder = paths.container(id);
  // What was never started has its settings alone in it.
  const names = await readdir(folder).catch((): string[] => []);
  if (names.every((name) => name === 'config.json')) {
    await rm(folder, { recursive: true, force: true });
  }
}
