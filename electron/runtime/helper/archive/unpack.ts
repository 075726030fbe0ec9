import {
  chmodSync,
  closeSync,
  constants,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  ftruncateSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { posix } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type { LayerEntry } from '../../../../shared/model/layer';
import { encodePath } from '../../../base/path-bytes';
import { TarParser } from '../../../oci/layer/tar-parser';
import type { TarSink } from '../../../oci/layer/tar-sink';
import { libc } from '../../native/libc';
import { realPath } from './path-stat';
import type { UnpackRequest } from '../../archive-protocol';

const inputFd = 0;
const chunkBytes = 1 << 20;
const fileType = { fifo: 0o010000, character: 0o020000, block: 0o060000 } as const;

/**
 * Reads a tar from standard input into an existing folder: files replace files, folders merge, and
 * neither replaces the other (CONFLICT), as docker cp has it. Outside a container no link below the
 * folder is written through (ARCHIVE_HOSTILE).
 */
export function unpack(request: UnpackRequest & { readonly root: string | null }): void {
  const target = realPath(posix.resolve('/', request.path));
  if (!statSync(encodePath(target)).isDirectory()) {
    throw new DarkroomError('CONFLICT', `Write into ${request.path}: it is not a directory`, {
      data: { path: request.path },
    });
  }
  const writer = new FolderWriter(target, request);
  const parser = new TarParser(writer, { whiteouts: false, oddRoot: 'skip' });
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  try {
    for (;;) {
      const count = readSync(inputFd, buffer, 0, buffer.length, null);
      if (count === 0) break;
      parser.push(buffer.subarray(0, count));
    }
    parser.end();
    writer.finish();
  } finally {
    writer.dispose();
  }
}

class FolderWriter implements TarSink {
  /** Folders whose times are set last, when nothing is made in them any more. */
  private readonly folders = new Map<string, LayerEntry>();
  private fd = -1;
  private fdWritten = 0;

  constructor(
    private readonly target: string,
    private readonly request: UnpackRequest & { readonly root: string | null },
  ) {}

  begin(entry: LayerEntry): void {
    const path = this.place(entry.path);
    if (path === this.target) return;
    this.makeParents(path);
    const bytes = encodePath(path);
    const present = lstatSync(bytes, { throwIfNoEntry: false });
    this.makeRoom(path, present, entry.kind === 'directory');
    switch (entry.kind) {
      case 'directory':
        if (present === undefined) mkdirSync(bytes, { mode: 0o700 });
        this.folders.set(path, entry);
        return this.attributes(path, entry);
      case 'file':
        this.fd = openSync(
          bytes,
          constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
          0o600,
        );
        this.fdWritten = 0;
        return;
      case 'symlink':
        symlinkSync(encodePath(entry.link ?? ''), bytes);
        break;
      case 'hardlink':
        this.checkParents(this.place(entry.link ?? ''));
        return linkSync(encodePath(this.place(entry.link ?? '')), bytes);
      default:
        if (!this.makeNode(path, entry)) return;
    }
    this.attributes(path, entry);
    this.setTimes(path, entry);
  }

  data(chunk: Uint8Array, position: number): void {
    for (let at = 0; at < chunk.length;) {
      at += writeSync(this.fd, chunk, at, chunk.length - at, position + at);
    }
    this.fdWritten = position + chunk.length;
  }

  end(entry: LayerEntry): void {
    if (this.fd === -1) return;
    if (this.fdWritten < entry.sizeBytes) ftruncateSync(this.fd, entry.sizeBytes);
    this.dispose();
    const path = this.place(entry.path);
    this.attributes(path, entry);
    this.setTimes(path, entry);
  }

  finish(): void {
    for (const [path, entry] of [...this.folders].reverse()) this.setTimes(path, entry);
  }

  dispose(): void {
    if (this.fd !== -1) closeSync(this.fd);
    this.fd = -1;
  }

  private place(name: string): string {
    const { rename } = this.request;
    const [first = '', ...rest] = name.split('/');
    if (rename === null) return posix.join(this.target, name);
    // `.` names the content of a folder: all of it goes into a folder of the new name.
    if (rename.from === '.') return posix.join(this.target, rename.to, name);
    return posix.join(this.target, first === rename.from ? rename.to : first, ...rest);
  }

  /** What is at the path makes room for an entry, unless that would lose a folder. */
  private makeRoom(path: string, present: Stats | undefined, isFolder: boolean): void {
    if (present === undefined || (present.isDirectory() && isFolder)) return;
    if (present.isDirectory() || isFolder) {
      const [old, fresh] = isFolder
        ? ['non-directory', 'directory']
        : ['directory', 'non-directory'];
      throw new DarkroomError('CONFLICT', `Cannot overwrite ${old} “${path}” with ${fresh}`, {
        data: { path },
      });
    }
    rmSync(encodePath(path), { force: true });
  }

  private makeParents(path: string): void {
    this.checkParents(path);
    mkdirSync(encodePath(posix.dirname(path)), { recursive: true, mode: 0o755 });
  }

  /** In a container its own links are followed, as they cannot lead out of it. */
  private checkParents(path: string): void {
    if (this.request.root !== null) return;
    const names = posix.relative(this.target, posix.dirname(path)).split('/');
    let at = this.target;
    for (const name of names.filter((item) => item !== '')) {
      at = posix.join(at, name);
      const stat = lstatSync(encodePath(at), { throwIfNoEntry: false });
      if (stat === undefined) return;
      if (stat.isDirectory()) continue;
      throw new DarkroomError('ARCHIVE_HOSTILE', `Write “${path}”: “${at}” is not a directory`, {
        data: { path, parent: at },
      });
    }
  }

  /** False for a device where none can be made: it is left out, as Docker does in a user namespace. */
  private makeNode(path: string, entry: LayerEntry): boolean {
    if (process.platform !== 'linux') return false;
    const kind =
      entry.kind === 'block-device' ? 'block' : entry.kind === 'fifo' ? 'fifo' : 'character';
    try {
      libc().mknod(path, fileType[kind] | 0o600, entry.deviceMajor ?? 0, entry.deviceMinor ?? 0);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPERM') return false;
      throw error;
    }
  }

  private attributes(path: string, entry: LayerEntry): void {
    const bytes = encodePath(path);
    const { owner } = this.request;
    if (owner !== 'caller') {
      const { uid, gid } = owner === 'keep' ? entry : owner;
      lchownSync(bytes, uid, gid);
    }
    if (entry.kind !== 'symlink') chmodSync(bytes, entry.mode);
    const capability = entry.xattrs?.['security.capability'];
    if (capability === undefined || owner === 'caller' || process.platform !== 'linux') return;
    libc().setXattr(path, 'security.capability', Buffer.from(capability, 'base64'));
  }

  private setTimes(path: string, entry: LayerEntry): void {
    if (process.platform === 'linux') {
      libc().setTimes(path, entry.mtimeSeconds, entry.mtimeNanos);
      return;
    }
    const seconds = entry.mtimeSeconds + entry.mtimeNanos / 1e9;
    lutimesSync(encodePath(path), seconds, seconds);
  }
}
