import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Libc } from '../native/libc';
import { unmount } from './overlay';
import { processesOf, signalProcess } from './processes';

/** Ends the steps of a helper that was killed: their runtime goes on without it. */
export async function sweepSteps(libc: Libc, folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    // Still mounted where this helper took over the namespaces of the last.
    unmount(libc, join(folder, name, 'merged'));
    const text = await readFile(join(folder, name, 'pid'), 'utf8').catch(() => '');
    const pid = Number(text);
    if (!Number.isInteger(pid) || pid < 2) continue;
    if (!(await isInside(pid, name))) continue;
    for (const process of processesOf(pid).reverse()) signalProcess(process, 'SIGKILL');
  }
}

/** The pid may belong to somebody else by now: its mounts must be the step's. */
async function isInside(pid: number, step: string): Promise<boolean> {
  const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
  return mounts.includes(`/sandbox/steps/${step}/bundle/hosts`);
}
