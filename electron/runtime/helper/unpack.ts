import {
  chmodSync,
  closeSync,
  lchownSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { DarkroomError } from '../../../shared/errors';
import type { LayerEntry } from '../../../shared/model/layer';
import { encodePath, hasEscapedBytes } from '../../base/path-bytes';
import { TarParser } from '../../oci/layer/tar-parser';
import { SystemError, type Libc } from '../native/libc';
import { KnownTree } from './known-tree';

export interface UnpackOptions {
  readonly blobPath: string;
  /** An existing, empty folder that nobody else writes to. */
  readonly target: string;
  /** In a user namespace devices cannot be made and overlay's own attributes are `user.overlay.*`. */
  readonly userNamespace: boolean;
  /** Asked between chunks; true stops with CANCELLED. */
  isCancelled(): boolean;
}

const chunkBytes = 1 << 20;
const fileType = { fifo: 0o010000, character: 0o020000, block: 0o060000 } as const;

/**
 * Unpacks a layer's tar into an overlay lower folder: whiteouts become character devices 0:0, opaque
 * folders get overlay's attribute (kernel documentation "filesystems/overlayfs"). Nothing is ever
 * written through a symbolic link of the archive: KnownTree knows all that was made. Returns notes
 * for people about what could not be kept.
 */
export function unpackLayer(libc: Libc, options: UnpackOptions): string[] {
  const writer = new TreeWriter(libc, options);
  const parser = new TarParser(writer, { requireEnd: false });
  const blob = openSync(options.blobPath, 'r');
  try {
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    for (;;) {
      if (options.isCancelled()) throw new DarkroomError('CANCELLED', 'Cancelled');
      const count = readSync(blob, buffer, 0, buffer.length, null);
      if (count === 0) break;
      parser.push(buffer.subarray(0, count));
      if (parser.ended) break;
    }
    parser.end();
    return writer.finish();
  } finally {
    writer.dispose();
    closeSync(blob);
  }
}

class TreeWriter {
  private readonly tree = new KnownTree();
  /** Folders whose times are set last, when nothing is made in them any more. */
  private readonly folders = new Map<string, LayerEntry>();
  private readonly notes = new Set<string>();
  private fd = -1;
  private fdWritten = 0;
  private path = '';

  constructor(
    private readonly libc: Libc,
    private readonly options: UnpackOptions,
  ) {}

  begin(entry: LayerEntry): void {
    const path = this.tree.resolve(entry.path, (folder) => this.makeFolder(folder));
    if (path === null) throw hostile(entry.path, 'its folder is not a folder');
    if (entry.kind === 'directory') return this.folder(path, entry);
    if (entry.kind === 'opaque') return this.opaque(path, entry);
    if (path === '') throw hostile(entry.path, 'the root can only be a folder');
    if (entry.kind === 'whiteout') return this.whiteout(path);
    this.clear(path);
    this.tree.add(path, entry.kind === 'symlink' ? { link: entry.link ?? '' } : 'other');
    switch (entry.kind) {
      case 'file':
        this.fd = this.libc.createFile(this.full(path), 0o600);
        this.fdWritten = 0;
        this.path = path;
        return;
      case 'symlink':
        symlinkSync(bytes(entry.link ?? ''), this.at(path));
        return this.attributes(path, entry);
      case 'hardlink':
        return this.hardLink(path, entry);
      default:
        this.device(path, entry);
        return this.attributes(path, entry);
    }
  }

  data(chunk: Uint8Array, position: number): void {
    for (let at = 0; at < chunk.length;) {
      at += writeSync(this.fd, chunk, at, chunk.length - at, position + at);
    }
    this.fdWritten = position + chunk.length;
  }

  end(entry: LayerEntry): void {
    if (entry.kind !== 'file') return;
    const { fd, libc } = this;
    if (this.fdWritten < entry.sizeBytes) libc.truncateFile(fd, entry.sizeBytes);
    libc.chownFile(fd, entry.uid, entry.gid);
    libc.chmodFile(fd, entry.mode);
    this.xattrs(this.path, entry);
    libc.setFileTimes(fd, entry.mtimeSeconds, entry.mtimeNanos);
    this.fd = -1;
    libc.close(fd);
  }

  /** Sets the folders' times, deepest last made first. */
  finish(): string[] {
    for (const [path, entry] of [...this.folders].reverse()) {
      this.libc.setTimes(this.full(path), entry.mtimeSeconds, entry.mtimeNanos);
    }
    return [...this.notes];
  }

  dispose(): void {
    if (this.fd !== -1) this.libc.close(this.fd);
    this.fd = -1;
  }

  private folder(path: string, entry: LayerEntry): void {
    if (path !== '' && this.tree.get(path) !== 'folder') this.makeFolder(path);
    const at = this.at(path);
    lchownSync(at, entry.uid, entry.gid);
    chmodSync(at, entry.mode);
    this.xattrs(path, entry);
    this.folders.delete(path);
    this.folders.set(path, entry);
  }

  private opaque(path: string, entry: LayerEntry): void {
    if (path !== '' && this.tree.get(path) !== 'folder') {
      this.makeFolder(path);
      lchownSync(this.at(path), entry.uid, entry.gid);
    }
    this.hideBelow(path);
  }

  /** A whiteout is about lower layers only: what this layer has at the path stays, alone. */
  private whiteout(path: string): void {
    const known = this.tree.get(path);
    if (known === 'folder') return this.hideBelow(path);
    if (known !== undefined) return;
    this.libc.mknod(this.full(path), fileType.character, 0, 0);
    this.tree.add(path, 'whiteout');
  }

  private makeFolder(path: string): void {
    const wasWhiteout = this.tree.get(path) === 'whiteout';
    this.clear(path);
    mkdirSync(this.at(path), { mode: 0o755 });
    this.tree.add(path, 'folder');
    if (wasWhiteout) this.hideBelow(path);
  }

  private hideBelow(path: string): void {
    const name = this.options.userNamespace ? 'user.overlay.opaque' : 'trusted.overlay.opaque';
    this.libc.setXattr(this.full(path), name, Buffer.from('y'));
  }

  private hardLink(path: string, entry: LayerEntry): void {
    const target = this.tree.resolve(entry.link ?? '', null);
    if (target === null || !this.tree.has(target) || this.tree.get(target) === 'folder') {
      throw hostile(entry.path, `it links to “${entry.link ?? ''}”, which is not in the layer`);
    }
    linkSync(this.at(target), this.at(path));
  }

  private device(path: string, entry: LayerEntry): void {
    const kind =
      entry.kind === 'block-device' ? 'block' : entry.kind === 'fifo' ? 'fifo' : 'character';
    const full = this.full(path);
    try {
      this.libc.mknod(full, fileType[kind] | 0o600, entry.deviceMajor ?? 0, entry.deviceMinor ?? 0);
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== 'EPERM') throw error;
      this.libc.close(this.libc.createFile(full, 0o600));
      this.notes.add('Devices cannot be made without root: empty files stand in for them.');
    }
  }

  private attributes(path: string, entry: LayerEntry): void {
    const at = this.at(path);
    lchownSync(at, entry.uid, entry.gid);
    if (entry.kind !== 'symlink') chmodSync(at, entry.mode);
    this.xattrs(path, entry);
    this.libc.setTimes(this.full(path), entry.mtimeSeconds, entry.mtimeNanos);
  }

  private xattrs(path: string, entry: LayerEntry): void {
    if (entry.xattrs === undefined) return;
    for (const [name, value] of Object.entries(entry.xattrs)) {
      // Overlay's own attributes would change what the layer means.
      if (/^(trusted|user)\.overlay\./.test(name)) continue;
      try {
        this.libc.setXattr(this.full(path), name, Buffer.from(value, 'base64'));
      } catch (error) {
        if (!(error instanceof SystemError) || !['EPERM', 'ENOTSUP'].includes(error.code))
          throw error;
        this.notes.add(`The attribute ${name} cannot be set here; it stays in the image.`);
      }
    }
  }

  /** Removes what an earlier entry of the same archive left at the path. */
  private clear(path: string): void {
    const known = this.tree.get(path);
    if (known === undefined) return;
    if (known === 'folder') {
      rmSync(this.at(path), { recursive: true });
      for (const gone of this.tree.removeBelow(path)) this.folders.delete(gone);
      this.folders.delete(path);
    } else {
      unlinkSync(this.at(path));
    }
  }

  private full(path: string): string {
    return path === '' ? this.options.target : `${this.options.target}/${path}`;
  }

  private at(path: string): string | Buffer {
    return bytes(this.full(path));
  }
}

/** Node takes paths with odd bytes only as buffers. */
function bytes(path: string): string | Buffer {
  return hasEscapedBytes(path) ? encodePath(path) : path;
}

function hostile(path: string, why: string): DarkroomError {
  return new DarkroomError('ARCHIVE_HOSTILE', `Unpack “${path}”: ${why}`, { data: { path } });
}
