import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { descriptors } from '../../base/native/descriptors';
import { startTicks } from '../../base/process-stat';
import { isPrivateFolder, userFolder } from '../../base/user-folder';
import type { Caller } from './caller';

const userOnly = 0o700;
const callMs = 1000;
const fifoNames = ['call', 'answer'] as const;

/**
 * The file that tells one installed program from another: the bundle of this command line, or the
 * archive that it is packed in. `bin/darkroom` compares it with its own.
 */
export function programFile(bundle: string): string {
  const packed = /^.*\.asar(?=\/)/.exec(bundle);
  return packed === null ? realpathSync(bundle) : packed[0];
}

/**
 * What tells it from a later version of itself; null when it is gone. Electron would look into an archive
 * instead.
 */
export function programVersion(program: string): string | null {
  const { noAsar } = process;
  process.noAsar = true;
  try {
    const stat = statSync(program, { throwIfNoEntry: false });
    return stat === undefined ? null : [stat.dev, stat.ino, stat.mtimeMs].join(' ');
  } finally {
    process.noAsar = noAsar;
  }
}

/** Where command lines of this user wait; null where that cannot be a private folder. */
function slotsFolder(env: NodeJS.ProcessEnv): string | null {
  const uid = process.getuid?.() ?? 0;
  const base = userFolder(uid, env);
  const folder = join(base, 'darkroom-standby');
  for (const path of [base, folder]) {
    mkdirSync(path, { recursive: true, mode: userOnly });
    if (!isPrivateFolder(path, uid)) return null;
  }
  // As the kernel shows the files that a shell has open.
  return realpathSync(folder);
}

/** Whether a command line of this program waits already. */
export function isOffered(program: string, env: NodeJS.ProcessEnv): boolean {
  const folder = slotsFolder(env);
  if (folder === null) return false;
  return readdirSync(folder).some((name) => {
    const slot = join(folder, name);
    return linkedProgram(slot) === program && isAlive(Number(name)) && !isClaimed(slot);
  });
}

function linkedProgram(slot: string): string | null {
  try {
    return readlinkSync(join(slot, 'program'));
  } catch {
    return null;
  }
}

const isClaimed = (slot: string): boolean =>
  statSync(join(slot, 'claim'), { throwIfNoEntry: false }) !== undefined;

/** What was left by processes that ended by force. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder))
    if (!isAlive(Number.parseInt(name, 10))) remove(join(folder, name));
}

const isAlive = (pid: number): boolean => startTicks(pid) !== null;

const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/**
 * A place where a shell finds this process, at `<user's folder>/darkroom-standby/<pid>/`: `program`, a
 * link to `programFile`; `claim`, which whoever makes it has this process for itself; the FIFO `call`,
 * for its process id and number of words, which it holds open as long as it is there; and the FIFO
 * `answer`: `no`, or `yes` when the work begins and the exit code when it is done.
 */
export class Slot {
  private hungUp: () => void = () => undefined;

  private constructor(
    private readonly folder: string,
    private readonly callFd: number,
    private readonly answerFd: number,
  ) {}

  get fifos(): ReadonlyArray<string> {
    return fifoNames.map((name) => join(this.folder, name));
  }

  /** Null where nobody can wait. */
  static offer(program: string, env: NodeJS.ProcessEnv): Slot | null {
    const folder = slotsFolder(env);
    if (folder === null) return null;
    sweep(folder);
    const draft = join(folder, `${process.pid}.new`);
    remove(draft);
    mkdirSync(draft, { mode: userOnly });
    symlinkSync(program, join(draft, 'program'));
    for (const name of fifoNames) descriptors().makeFifo(join(draft, name));
    // Before anybody can see it: a shell takes the end of file of one that nobody has open for a refusal.
    const call = openSync(join(draft, 'call'), constants.O_RDONLY | constants.O_NONBLOCK);
    const answer = openSync(join(draft, 'answer'), constants.O_RDWR);
    const slot = join(folder, String(process.pid));
    remove(slot);
    renameSync(draft, slot);
    return new Slot(slot, call, answer);
  }

  /** Resolves with who called; with null when nobody has for so long. */
  wait(idleMs: number): Promise<Caller | null> {
    return new Promise((resolve) => {
      const socket = new Socket({ fd: this.callFd, readable: true, writable: false });
      socket.setEncoding('latin1');
      let timer = setTimeout(() => {
        if (this.claim()) end(null);
        // A shell is about to call, or was killed before it could.
        else timer = setTimeout(() => end(null), callMs);
      }, idleMs);
      const end = (caller: Caller | null): void => {
        clearTimeout(timer);
        resolve(caller);
      };
      let text = '';
      socket.on('data', (part: string) => {
        text += part;
        const [, pid, words] = /^([0-9]+) ([0-9]+)\n/.exec(text) ?? [];
        if (pid === undefined) return;
        socket.unref();
        end({ pid: Number(pid), wordCount: Number(words) });
      });
      socket.once('close', () => {
        end(null);
        this.hungUp();
      });
    });
  }

  /** Calls back when the caller's process has ended, whatever way. */
  onHangUp(action: () => void): void {
    this.hungUp = action;
  }

  answer(text: string): void {
    writeSync(this.answerFd, `${text}\n`);
  }

  /** At once: a part of it would look like the place of somebody who waits. */
  remove(): void {
    const old = `${this.folder}.old`;
    renameSync(this.folder, old);
    remove(old);
  }

  /** False when a shell was first. */
  private claim(): boolean {
    try {
      closeSync(openSync(join(this.folder, 'claim'), 'wx'));
      return true;
    } catch {
      return false;
    }
  }
}
