import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startTicks } from '../../base/process-stat';
import type { Libc } from '../native/libc';
import type { HelperFolders } from './context';
import { unmount } from './overlay';
import { isAlive, processesOf, signalProcess } from './processes';

/** A name that no other process has had since the machine was started. */
export function sessionName(pid: number): string {
  return `${pid}-${startTicks(pid) ?? 0}`;
}

/** Removes what helpers that are gone have left: their steps' processes, mounts and folders. */
export async function sweepSessions(
  libc: Libc,
  folders: HelperFolders,
  linksFolder: string,
): Promise<void> {
  for (const session of await names(folders.sessions)) {
    if (isLivingSession(session)) continue;
    await sweepSteps(libc, join(folders.sessions, session, 'steps'));
    await rm(join(folders.sessions, session), { recursive: true, force: true });
  }
  for (const session of await names(linksFolder)) {
    if (!isLivingSession(session))
      await rm(join(linksFolder, session), { recursive: true, force: true });
  }
}

/** Whether the helper of a session name still runs. */
export function isLivingSession(session: string): boolean {
  const [pid, ticks] = session.split('-').map(Number);
  return pid !== undefined && ticks !== undefined && isAlive(pid, ticks);
}

/** The runtime of a step goes on without the helper that started it. */
async function sweepSteps(libc: Libc, folder: string): Promise<void> {
  for (const step of await names(folder)) {
    // Still mounted where this helper took over the namespaces of the last.
    unmount(libc, join(folder, step, 'merged'));
    const pid = Number(await readFile(join(folder, step, 'pid'), 'utf8').catch(() => ''));
    if (!Number.isInteger(pid) || pid < 2 || !(await isInside(pid, step))) continue;
    for (const process of processesOf(pid).reverse()) signalProcess(process, 'SIGKILL');
  }
}

/** The pid may belong to somebody else by now: its mounts must be the step's. */
async function isInside(pid: number, step: string): Promise<boolean> {
  const mounts = await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => '');
  return mounts.includes(`/steps/${step}/bundle/hosts`);
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
