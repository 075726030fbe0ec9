import { closeSync, constants, lstatSync, openSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import type { PathStat } from '../../../../shared/model/container-files';
import { decodePath, encodePath } from '../../../base/path-bytes';
import { LayerWriter } from '../../../oci/layer/layer-writer';
import { joinPath } from '../../../oci/layer/tar-path';
import { entryOf } from '../stat-entry';
import { libc } from '../../native/libc';
import { resolveParent, statPath } from './path-stat';
import type { PackRequest } from '../../archive-protocol';

const outputFd = 1;

/**
 * Writes a tar of a path to standard output, names in the order of their bytes. Sockets are left out:
 * no tar holds them. What vanishes meanwhile is left out too; CONFLICT when a file gets shorter.
 */
export function pack(request: PackRequest, onStat: (stat: PathStat) => void): void {
  const start = resolveParent(request.path);
  onStat(statPath(request.path));
  const writer = new LayerWriter(outputFd, { keepEntries: false });
  const links = new Map<string, string>();

  const add = (path: string, name: string): void => {
    const bytes = encodePath(path);
    const stat = lstatSync(bytes, { bigint: true, throwIfNoEntry: false });
    if (stat === undefined || stat.isSocket()) return;
    const isFolder = stat.isDirectory();
    const inode = `${stat.dev}:${stat.ino}`;
    const first = isFolder || stat.nlink < 2n ? undefined : links.get(inode);
    if (!isFolder && stat.nlink > 1n && first === undefined) links.set(inode, name);
    const entry = entryOf(path, name, stat);
    if (first !== undefined) {
      writer.add({ ...entry, kind: 'hardlink', link: first, sizeBytes: 0 });
      return;
    }
    const xattrs = attributes(path);
    const whole = xattrs === null ? entry : { ...entry, xattrs };
    if (entry.kind === 'file') addFile(writer, whole, bytes);
    else if (name !== '') writer.add(whole);
    if (!isFolder) return;
    const children = readdirSync(bytes, { encoding: 'buffer' }).sort(Buffer.compare);
    for (const child of children) {
      const childName = decodePath(child);
      add(posix.join(path, childName), joinPath(name, childName));
    }
  };

  add(start, request.name);
  writer.finish({ durable: false });
}

function addFile(
  writer: LayerWriter,
  entry: Parameters<LayerWriter['add']>[0],
  path: Buffer,
): void {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    writer.add(entry, { fd, sizeBytes: entry.sizeBytes });
  } finally {
    closeSync(fd);
  }
}

function attributes(path: string): Record<string, string> | null {
  if (process.platform !== 'linux') return null;
  const native = libc();
  // As Docker: file capabilities travel; what belongs to this machine does not.
  const value = native.getXattr(path, 'security.capability');
  return value === null ? null : { 'security.capability': value.toString('base64') };
}
