import koffi from 'koffi';
import { libcFunctions } from './libc-functions';

/** What Node has no function for and a program needs that takes over the files of another. Linux only. */
export interface Descriptors {
  /** For its user alone. */
  makeFifo(path: string): void;
  /**
   * Own copies of descriptors of another process, as if they had been inherited: pidfd_getfd(2), since
   * Linux 5.6. Null when the kernel refuses, as where ptrace is restricted to descendants.
   */
  copy(pid: number, descriptors: ReadonlyArray<number>): number[] | null;
  /** Flags of an open file, which all share that have it: fcntl(2), F_GETFL. */
  flags(descriptor: number): number;
  setFlags(descriptor: number, flags: number): void;
  /** From the third on none is inherited any more: close_range(2), Linux 5.11; else nothing happens. */
  closeOnExec(): void;
  /** I/O class and priority of a process: ioprio_get(2). */
  ioPriority(pid: number): number;
  /** Makes `to` another name of `from`, inherited by children: dup2(2). */
  replace(to: number, from: number): void;
}

const firstAfterStdio = 3;
const highestFile = 0xffffffff;
/** linux/close_range.h: set the close-on-exec flag instead of closing. */
const closeOnExecFlag = 4;
const ioprioGet: Partial<Record<NodeJS.Architecture, number>> = { x64: 251, arm64: 31 };
const ioprioOfProcess = 1;
/** The same on every architecture: they are younger than the common table of numbers. */
const pidfdOpen = 434;
const closeRange = 436;
const pidfdGetfd = 438;
const getFlags = 3;
const setFlags = 4;
const userOnly = 0o600;

let instance: Descriptors | undefined;

/** Loaded when first used, as it takes some milliseconds. */
export function descriptors(): Descriptors {
  instance ??= load();
  return instance;
}

function load(): Descriptors {
  const declare = libcFunctions();
  const mkfifo = declare('int mkfifo(const char*, uint32_t)');
  const fcntl = declare('int fcntl(int, int, int)');
  const dup2 = declare('int dup2(int, int)');
  const close = declare('int close(int)');
  const systemCall = declare('long syscall(long, long, long, long)');
  const check = (result: number, what: string): void => {
    if (result < 0) throw new Error(`${what}: errno ${koffi.errno()}`);
  };
  return {
    makeFifo: (path) => check(mkfifo(path, userOnly), `mkfifo ${path}`),
    copy(pid, given) {
      const target = Number(systemCall(pidfdOpen, pid, 0, 0));
      if (target < 0) return null;
      const copies: number[] = [];
      for (const descriptor of given) {
        const copied = Number(systemCall(pidfdGetfd, target, descriptor, 0));
        if (copied >= 0) copies.push(copied);
      }
      close(target);
      if (copies.length === given.length) return copies;
      for (const copied of copies) close(copied);
      return null;
    },
    closeOnExec: () => void systemCall(closeRange, firstAfterStdio, highestFile, closeOnExecFlag),
    ioPriority: (pid) => Number(systemCall(ioprioGet[process.arch] ?? -1, ioprioOfProcess, pid, 0)),
    flags: (descriptor) => fcntl(descriptor, getFlags, 0),
    setFlags(descriptor, flags) {
      fcntl(descriptor, setFlags, flags);
    },
    replace: (to, from) => check(dup2(from, to), `dup2 ${from} ${to}`),
  };
}
