import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { descriptors } from '../../base/native/descriptors';
import { startTicks } from '../../base/process-stat';
import { isOffered, programFile } from './slot';
import { standbyWord } from './word';

/**
 * Starts a command line that waits for the next command. Nothing comes of it where one waits, where its
 * start would take the only processor from others, where nobody would clear away what is left of it, or
 * where it is not possible: commands then start as ever.
 */
export function startNext(bundle: string): void {
  if (process.platform !== 'linux' || availableParallelism() === 1) return;
  try {
    if (!firstProcessReaps() || isOffered(programFile(bundle), process.env)) return;
    // A lock's file or a pipe that this command inherited must not stay open for minutes.
    descriptors().closeOnExec();
    const child = spawn(process.execPath, [bundle, standbyWord], {
      cwd: '/',
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    child.on('error', () => undefined);
    child.unref();
  } catch {
    // A matter of speed alone.
  }
}

/** Some that are about to be cleared away are nothing to go by. */
const toleratedZombies = 50;

/** In some containers the first process takes no notice of orphans that end: each stays a zombie. */
function firstProcessReaps(): boolean {
  const children = readFileSync('/proc/1/task/1/children', 'latin1').trim().split(' ');
  return children.filter((pid) => startTicks(Number(pid)) === null).length <= toleratedZombies;
}
