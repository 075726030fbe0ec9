import koffi from 'koffi';
import { libcFunctions } from '../../base/native/libc-functions';
import { encodePath, hasEscapedBytes } from '../../base/path-bytes';

/**
 * System calls that Node has no function for. Linux only. Paths are strings in surrogateescape form.
 * Everything is synchronous: call it in the helper and its threads, never in the app's main process
 * (but for sockets, which a command line opens once).
 */
export interface Libc {
  mount(source: string, target: string, type: string, flags: number, data: string): void;
  umount(target: string, flags: number): void;
  /** Makes a folder the root of this process, all its threads included. */
  chroot(path: string): void;
  mknod(path: string, mode: number, major: number, minor: number): void;
  /** Sets access and modification time, without following a symbolic link. */
  setTimes(path: string, seconds: number, nanos: number): void;
  setFileTimes(fd: number, seconds: number, nanos: number): void;
  listXattrs(path: string): string[];
  getXattr(path: string, name: string): Buffer | null;
  setXattr(path: string, name: string, value: Uint8Array): void;
  removeXattr(path: string, name: string): void;
  /** Creates for writing; fails when something is there. */
  createFile(path: string, mode: number): number;
  chownFile(fd: number, uid: number, gid: number): void;
  chmodFile(fd: number, mode: number): void;
  truncateFile(fd: number, sizeBytes: number): void;
  close(fd: number): void;
  /** Waits until the file system that the descriptor lies on has nothing left to write. */
  syncFileSystem(fd: number): void;
  /** False when another process holds the lock. The lock goes with the descriptor. */
  tryLock(fd: number): boolean;
  /** A pipe whose ends are closed on exec. */
  pipe(): { readonly read: number; readonly write: number };
  /** Connects to a SOCK_SEQPACKET socket. */
  connectPackets(path: string): number;
  shutdown(fd: number, how: 'read' | 'write' | 'both'): void;
  /** Size of the terminal behind the descriptor; what runs in it is told by the kernel. */
  setWindowSize(fd: number, columns: number, rows: number): void;
  /** The terminal writes bytes as they come: the terminal behind the other end did the rest already. */
  disableOutputProcessing(fd: number): void;
}

export const mountFlags = { noDev: 4, bind: 4096, recursive: 16384, private: 1 << 18 } as const;
export const unmountDetach = 2;

const atFdcwd = -100;
const symlinkNoFollow = 0x100;
/** TIOCSWINSZ */
const setWindowSizeRequest = 0x5414;
const pathBufferBytes = 65536;
/** glibc's struct termios: c_iflag, c_oflag, … of four bytes each; more than it needs. */
const termiosBytes = 64;
/** OPOST */
const outputProcessing = 1;

/** `errno` of a failed call as Node writes it in its own errors. */
export class SystemError extends Error {
  constructor(
    readonly syscall: string,
    readonly code: string,
    readonly path: string,
  ) {
    super(`${syscall} ${path}: ${code}`);
    this.name = 'SystemError';
  }
}

let instance: Libc | undefined;

/** Loaded when first used: it costs some milliseconds that a plain command line never pays. */
export function libc(): Libc {
  instance ??= load();
  return instance;
}

function pathArgument(path: string): string | Buffer {
  return hasEscapedBytes(path) ? Buffer.concat([encodePath(path), Buffer.of(0)]) : path;
}

function load(): Libc {
  const declare = libcFunctions();
  const names = new Map<number, string>();
  for (const [name, value] of Object.entries(koffi.os.errno))
    if (!names.has(value)) names.set(value, name);

  const fail = (syscall: string, path: string): never => {
    const number = koffi.errno();
    throw new SystemError(syscall, names.get(number) ?? `errno ${number}`, path);
  };
  const mount = declare('int mount(const char*, const char*, const char*, uint64_t, const char*)');
  const chroot = declare('int chroot(const char*)');
  const umount2 = declare('int umount2(const char*, int)');
  const mknod = declare('int mknod(const char*, uint32_t, uint64_t)');
  const utimensat = declare('int utimensat(int, const char*, const void*, int)');
  const futimens = declare('int futimens(int, const void*)');
  const llistxattr = declare('int64_t llistxattr(const char*, void*, uint64_t)');
  const lgetxattr = declare('int64_t lgetxattr(const char*, const char*, void*, uint64_t)');
  const lsetxattr = declare('int lsetxattr(const char*, const char*, const void*, uint64_t, int)');
  const lremovexattr = declare('int lremovexattr(const char*, const char*)');
  const open = declare('int open(const char*, int, uint32_t)');
  const fchown = declare('int fchown(int, uint32_t, uint32_t)');
  const fchmod = declare('int fchmod(int, uint32_t)');
  const ftruncate = declare('int ftruncate(int, int64_t)');
  const close = declare('int close(int)');
  const syncfs = declare('int syncfs(int)');
  const flock = declare('int flock(int, int)');
  const pipe2 = declare('int pipe2(void*, int)');
  const socket = declare('int socket(int, int, int)');
  const connect = declare('int connect(int, const void*, uint32_t)');
  const shutdown = declare('int shutdown(int, int)');
  const ioctl = declare('int ioctl(int, uint64_t, const void*)');
  const tcgetattr = declare('int tcgetattr(int, void*)');
  const tcsetattr = declare('int tcsetattr(int, int, const void*)');

  const times = new BigInt64Array(4);
  const valueBuffer = Buffer.alloc(pathBufferBytes);

  const fillTimes = (seconds: number, nanos: number): BigInt64Array => {
    const whole = BigInt(seconds);
    const fraction = BigInt(nanos);
    times[0] = whole;
    times[1] = fraction;
    times[2] = whole;
    times[3] = fraction;
    return times;
  };

  return {
    mount(source, target, type, flags, data) {
      if (mount(source, target, type, flags, data) !== 0) fail('mount', target);
    },
    umount(target, flags) {
      if (umount2(target, flags) !== 0) fail('umount', target);
    },
    chroot(path) {
      if (chroot(pathArgument(path)) !== 0) fail('chroot', path);
    },
    mknod(path, mode, major, minor) {
      if (mknod(pathArgument(path), mode, deviceNumber(major, minor)) !== 0) fail('mknod', path);
    },
    setTimes(path, seconds, nanos) {
      const value = fillTimes(seconds, nanos);
      if (utimensat(atFdcwd, pathArgument(path), value, symlinkNoFollow) !== 0)
        fail('utimensat', path);
    },
    setFileTimes(fd, seconds, nanos) {
      if (futimens(fd, fillTimes(seconds, nanos)) !== 0) fail('futimens', String(fd));
    },
    listXattrs(path) {
      const argument = pathArgument(path);
      const length = Number(llistxattr(argument, valueBuffer, valueBuffer.length));
      if (length < 0) {
        if (koffi.errno() === koffi.os.errno['ENOTSUP']) return [];
        fail('llistxattr', path);
      }
      const list: string[] = [];
      for (let start = 0; start < length;) {
        const end = valueBuffer.indexOf(0, start);
        if (end === -1) break;
        list.push(valueBuffer.toString('utf8', start, end));
        start = end + 1;
      }
      return list;
    },
    getXattr(path, name) {
      const length = Number(lgetxattr(pathArgument(path), name, valueBuffer, valueBuffer.length));
      if (length < 0) {
        const number = koffi.errno();
        if (number === koffi.os.errno['ENODATA'] || number === koffi.os.errno['ENOTSUP'])
          return null;
        fail('lgetxattr', path);
      }
      return Buffer.from(valueBuffer.subarray(0, length));
    },
    setXattr(path, name, value) {
      const bytes = value.length === 0 ? Buffer.alloc(1) : value;
      if (lsetxattr(pathArgument(path), name, bytes, value.length, 0) !== 0)
        fail('lsetxattr', path);
    },
    removeXattr(path, name) {
      if (lremovexattr(pathArgument(path), name) !== 0) fail('lremovexattr', path);
    },
    createFile(path, mode) {
      // O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC: with O_EXCL no link is followed
      const fd = open(pathArgument(path), 0o1 | 0o100 | 0o200 | 0o2000000, mode);
      return fd < 0 ? fail('open', path) : fd;
    },
    chownFile(fd, uid, gid) {
      if (fchown(fd, uid, gid) !== 0) fail('fchown', String(fd));
    },
    chmodFile(fd, mode) {
      if (fchmod(fd, mode) !== 0) fail('fchmod', String(fd));
    },
    truncateFile(fd, sizeBytes) {
      if (ftruncate(fd, sizeBytes) !== 0) fail('ftruncate', String(fd));
    },
    close(fd) {
      if (close(fd) !== 0) fail('close', String(fd));
    },
    syncFileSystem(fd) {
      if (syncfs(fd) !== 0) fail('syncfs', String(fd));
    },
    tryLock(fd) {
      if (flock(fd, 2 | 4) === 0) return true;
      return koffi.errno() === koffi.os.errno['EWOULDBLOCK'] ? false : fail('flock', String(fd));
    },
    pipe() {
      const ends = new Int32Array(2);
      if (pipe2(ends, 0o2000000) !== 0) fail('pipe2', '');
      return { read: ends[0] ?? -1, write: ends[1] ?? -1 };
    },
    connectPackets(path) {
      const fd = socket(1, 5 | 0o2000000, 0);
      if (fd < 0) fail('socket', path);
      const name = encodePath(path);
      const address = Buffer.alloc(110);
      address.writeUInt16LE(1, 0);
      if (name.length > 107) throw new SystemError('connect', 'ENAMETOOLONG', path);
      name.copy(address, 2);
      if (connect(fd, address, 2 + name.length + 1) !== 0) {
        const number = koffi.errno();
        close(fd);
        throw new SystemError('connect', names.get(number) ?? `errno ${number}`, path);
      }
      return fd;
    },
    shutdown(fd, how) {
      shutdown(fd, how === 'read' ? 0 : how === 'write' ? 1 : 2);
    },
    setWindowSize(fd, columns, rows) {
      if (ioctl(fd, setWindowSizeRequest, Uint16Array.of(rows, columns, 0, 0)) !== 0) {
        fail('ioctl', String(fd));
      }
    },
    disableOutputProcessing(fd) {
      const settings = new Uint32Array(termiosBytes / 4);
      if (tcgetattr(fd, settings) !== 0) fail('tcgetattr', String(fd));
      settings[1] = (settings[1] ?? 0) & ~outputProcessing;
      if (tcsetattr(fd, 0, settings) !== 0) fail('tcsetattr', String(fd));
    },
  };
}

/** glibc's makedev. */
function deviceNumber(major: number, minor: number): bigint {
  const high = BigInt(major);
  const low = BigInt(minor);
  return (
    ((high & 0xfffff000n) << 32n) |
    ((high & 0xfffn) << 8n) |
    ((low & 0xffffff00n) << 12n) |
    (low & 0xffn)
  );
}
