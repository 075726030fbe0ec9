import koffi from 'koffi';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { libcFunctions } from '../../base/native/libc-functions';
import { libc, SystemError } from './libc';

/** As the kernel tells a process's end (wait(2)). */
const signalMask = 0x7f;
const sigKill = 9;
/** Larger than glibc's posix_spawnattr_t, posix_spawn_file_actions_t and sigset_t. */
const structBytes = 512;
const setSignalDefaults = 0x04;
const setSignalMask = 0x08;
const readOnly = 0;

/** A process that was started by `spawnProgram`. */
export interface Program {
  readonly pid: number;
  /** Exit code; 137 for SIGKILL and 255 for any other signal. */
  readonly ended: Promise<number>;
  readonly hasEnded: boolean;
}

interface Calls {
  spawn(...args: unknown[]): number;
  wait(...args: unknown[]): number;
  readonly actions: Buffer;
  addOpen(...args: unknown[]): number;
  addDup(...args: unknown[]): number;
  initActions(...args: unknown[]): number;
  dropActions(...args: unknown[]): number;
  readonly attributes: Buffer;
}

let calls: Calls | undefined;

/**
 * Starts a program with nothing to read, with this process's environment and with the given descriptors,
 * which stay open here, as its output. Node's own way forks, and copies the page tables of a process as
 * large as this; posix_spawn(3) shares the memory until the program runs, which takes a tenth of that.
 */
export function spawnProgram(
  path: string,
  args: ReadonlyArray<string>,
  output: { readonly stdout: number; readonly stderr: number },
): Program {
  const { actions, attributes, ...call } = (calls ??= load());
  // Only the program holds the other end: it is closed when the program has ended.
  const life = libc().pipe();
  const pid = new Int32Array(1);
  call.initActions(actions);
  try {
    call.addOpen(actions, 0, '/dev/null', readOnly, 0);
    call.addDup(actions, output.stdout, 1);
    call.addDup(actions, output.stderr, 2);
    call.addDup(actions, life.write, lifeFd);
    const environment = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
    const failure = call.spawn(
      pid,
      path,
      actions,
      attributes,
      [path, ...args, null],
      [...environment, null],
    );
    if (failure !== 0) {
      closeSync(life.read);
      throw new SystemError('posix_spawn', codeOf(failure), path);
    }
  } finally {
    call.dropActions(actions);
    closeSync(life.write);
  }
  return watch(pid[0] ?? 0, life.read, call);
}

/** Where the program has its end of the pipe: it must not be one of the standard three. */
const lifeFd = 3;

function watch(pid: number, fd: number, { wait }: Pick<Calls, 'wait'>): Program {
  let code: number | null = null;
  const ended = new Promise<number>((resolve) => {
    const socket = new Socket({ fd, readable: true, writable: false });
    socket.resume();
    socket.once('error', () => socket.destroy());
    socket.once('close', () => {
      const status = new Int32Array(1);
      // It has closed its files, which is the last but one thing that it does: there is nothing to wait for.
      code = wait(pid, status, 0) === pid ? exitCode(status[0] ?? 0) : 255;
      resolve(code);
    });
  });
  return {
    pid,
    ended,
    get hasEnded() {
      return code !== null;
    },
  };
}

function exitCode(status: number): number {
  const signal = status & signalMask;
  if (signal === 0) return (status >> 8) & 0xff;
  return signal === sigKill ? 137 : 255;
}

function codeOf(errno: number): string {
  const found = Object.entries(koffi.os.errno).find(([, number]) => number === errno);
  return found?.[0] ?? `errno ${errno}`;
}

function load(): Calls {
  const declare = libcFunctions();
  const attributes = Buffer.alloc(structBytes);
  const signals = Buffer.alloc(structBytes);
  declare('int posix_spawnattr_init(void*)')(attributes);
  declare('int posix_spawnattr_setflags(void*, short)')(
    attributes,
    setSignalDefaults | setSignalMask,
  );
  declare('int sigemptyset(void*)')(signals);
  declare('int posix_spawnattr_setsigmask(void*, const void*)')(attributes, signals);
  // Node ignores some, which would be handed on; so would the two of glibc's own, which sigfillset leaves out.
  signals.fill(0xff);
  declare('int posix_spawnattr_setsigdefault(void*, const void*)')(attributes, signals);
  return {
    spawn: declare(
      'int posix_spawn(void*, const char*, const void*, const void*, const char**, const char**)',
    ),
    wait: declare('int waitpid(int, void*, int)'),
    actions: Buffer.alloc(structBytes),
    initActions: declare('int posix_spawn_file_actions_init(void*)'),
    dropActions: declare('int posix_spawn_file_actions_destroy(void*)'),
    addOpen: declare(
      'int posix_spawn_file_actions_addopen(void*, int, const char*, int, uint32_t)',
    ),
    addDup: declare('int posix_spawn_file_actions_adddup2(void*, int, int)'),
    attributes,
  };
}
