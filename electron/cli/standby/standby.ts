import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { dispatch } from '../dispatch';
import { releaseFiles, takeOver } from './caller';
import { startNext } from './next';
import { preload } from './preload';
import { isOffered, programFile, programVersion, Slot } from './slot';
import { surroundings } from './surroundings';

/** Between two builds somebody edits a Dockerfile. It holds no store and no folder meanwhile. */
const idleMs = 5 * 60_000;
const sizeEveryMs = 250;

/**
 * A command line that has been started before it is asked for: it waits until `bin/darkroom` hands its
 * own work over, does that once as the caller would have done it, and starts its successor. Resolves
 * when the command is done and the process may end.
 */
export async function runStandby(bundle: string, version: string): Promise<void> {
  process.chdir('/');
  const program = programFile(bundle);
  const started = programVersion(program);
  const own = surroundings(process.pid, process.env);
  preload(bundle);
  // Several commands may have ended at once.
  if (isOffered(program, process.env)) return;
  const slot = Slot.offer(program, process.env);
  const caller = (await slot?.wait(idleMs)) ?? null;
  if (slot === null) return;
  if (caller === null) return slot.remove();
  const isCurrent = programVersion(program) === started;
  const words = isCurrent ? takeOver(caller, own, slot.fifos) : null;
  if (words === null) {
    slot.answer('no');
    return slot.remove();
  }
  slot.answer('yes');
  process.on('uncaughtException', (error) => {
    // Node would tell of it after `exit`, when the caller's files are gone.
    writeSync(2, `${inspect(error)}\n`);
    process.exit(1);
  });
  if (process.stdout.isTTY) followSize();
  process.argv.splice(2, Infinity, ...words);
  process.once('exit', (code) => {
    releaseFiles();
    slot.answer(String(code));
    slot.remove();
    startNext(bundle);
  });
  // Who was killed would have been this process.
  slot.onHangUp(() => process.kill(process.pid, 'SIGKILL'));
  await dispatch(words, version);
}

/**
 * The kernel tells the shell when the terminal's size changes, and not every shell can pass it on: Node is
 * made to look itself. It announces only what is new.
 */
function followSize(): void {
  setInterval(() => process.emit('SIGWINCH', 'SIGWINCH'), sizeEveryMs).unref();
}
