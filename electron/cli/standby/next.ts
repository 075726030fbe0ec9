import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { isOffered, programFile } from './slot';
import { standbyWord } from './word';

/**
 * Starts a command line that waits for the next command. Nothing comes of it where one waits, where its
 * start would take the only processor from others, or where it is not possible: commands then start as
 * ever.
 */
export function startNext(bundle: string): void {
  if (process.platform !== 'linux' || availableParallelism() === 1) return;
  try {
    if (isOffered(programFile(bundle), process.env)) return;
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
