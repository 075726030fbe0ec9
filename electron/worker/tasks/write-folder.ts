import {
  chmodSync,
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import type { LayerEntry } from '../../../shared/model/layer';
import { encodePath } from '../../base/path-bytes';
import type { LayerContent } from '../../oci/layer/layer-writer';
import { ContentReader } from '../../oci/layer/content-source';
import type { CancelContext } from '../protocol';
import type { LayerFile } from '../../oci/layer/write-files';

export interface WriteFolderInput {
  /** Absolute, in surrogateescape form; made when missing. */
  readonly targetPath: string;
  /** In tar order: folders before what is in them, files before hard links to them. */
  readonly files: ReadonlyArray<LayerFile>;
}

export interface WriteFolderOutput {
  /** Devices and pipes, which an ordinary user cannot make. */
  readonly leftOut: ReadonlyArray<string>;
}

const chunkBytes = 1 << 20;

/**
 * Writes files into a folder on this machine, with modes and times, owned by whoever runs this. What
 * has the same name there is replaced; a link that stands where a folder belongs is never followed.
 */
export function writeFolder(input: WriteFolderInput, task: CancelContext): WriteFolderOutput {
  const reader = new ContentReader();
  const leftOut: string[] = [];
  const folders: LayerEntry[] = [];
  const place = (path: string): Buffer =>
    encodePath(path === '' ? input.targetPath : `${input.targetPath}/${path}`);
  mkdirSync(encodePath(input.targetPath), { recursive: true });
  try {
    input.files.forEach(({ entry, content }, index) => {
      if (index % 64 === 0) task.throwIfCancelled();
      const target = place(entry.path);
      switch (entry.kind) {
        case 'directory':
          if (entry.path !== '') makeFolder(target);
          folders.push(entry);
          return;
        case 'file':
          rmSync(target, { recursive: true, force: true });
          if (content === undefined) writeFile(target, new Uint8Array());
          else reader.read(content, entry.sizeBytes, (source) => writeFile(target, source));
          break;
        case 'symlink':
          rmSync(target, { recursive: true, force: true });
          symlinkSync(encodePath(entry.link ?? ''), target);
          break;
        case 'hardlink':
          rmSync(target, { recursive: true, force: true });
          linkSync(place(entry.link ?? ''), target);
          return;
        default:
          leftOut.push(entry.path);
          return;
      }
      if (entry.kind === 'file') chmodSync(target, entry.mode);
      setTime(target, entry);
    });
    // last, because what comes into a folder changes its time, and its mode may forbid it
    for (const entry of folders.reverse()) {
      if (entry.path !== '') chmodSync(place(entry.path), entry.mode);
      setTime(place(entry.path), entry);
    }
    return { leftOut };
  } finally {
    reader.close();
  }
}

function makeFolder(target: Buffer): void {
  const found = lstatSync(target, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) rmSync(target, { force: true });
  mkdirSync(target, { mode: 0o755 });
}

function writeFile(target: Buffer, content: LayerContent): void {
  const fd = openSync(target, 'wx', 0o600);
  try {
    if (content instanceof Uint8Array) writeAll(fd, content);
    else if ('fd' in content) copyRange(content.fd, content.position ?? 0, content.sizeBytes, fd);
    else for (const chunk of content) writeAll(fd, chunk);
  } finally {
    closeSync(fd);
  }
}

function copyRange(from: number, start: number, sizeBytes: number, to: number): void {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(1, sizeBytes)));
  for (let done = 0; done < sizeBytes;) {
    const wanted = Math.min(buffer.length, sizeBytes - done);
    const count = readSync(from, buffer, 0, wanted, start + done);
    if (count === 0) return ftruncateSync(to, sizeBytes);
    writeAll(to, buffer.subarray(0, count));
    done += count;
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

function setTime(target: Buffer, entry: LayerEntry): void {
  const seconds = entry.mtimeSeconds + entry.mtimeNanos / 1e9;
  lutimesSync(target, seconds, seconds);
}
