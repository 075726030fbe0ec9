import { readlinkSync, type BigIntStats } from 'node:fs';
import { decodePath, encodePath } from '../../base/path-bytes';
import type { NewLayerEntry } from '../../oci/layer/tar-encode';

const nanosPerSecond = 1_000_000_000n;

/** A file as the entry `path` of a tar, without extended attributes. */
export function entryOf(fullPath: string, path: string, stat: BigIntStats): NewLayerEntry {
  return { ...commonFields(path, stat), ...kindOf(fullPath, stat) };
}

/** What every kind of entry has, from lstat. Times are whole seconds, as in all layers that Docker writes. */
export function commonFields(path: string, stat: BigIntStats) {
  const seconds = stat.mtimeNs / nanosPerSecond;
  const isBefore1970 = stat.mtimeNs % nanosPerSecond < 0n;
  return {
    path,
    mode: Number(stat.mode & 0o7777n),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    sizeBytes: 0,
    mtimeSeconds: Number(isBefore1970 ? seconds - 1n : seconds),
    mtimeNanos: 0,
  };
}

/** What the kind decides; a socket is an empty file, should somebody ask for one. */
export function kindOf(
  fullPath: string,
  stat: BigIntStats,
): Pick<NewLayerEntry, 'kind' | 'link' | 'deviceMajor' | 'deviceMinor'> & { sizeBytes: number } {
  if (stat.isDirectory()) return { kind: 'directory', sizeBytes: 0 };
  if (stat.isFile() || stat.isSocket()) return { kind: 'file', sizeBytes: Number(stat.size) };
  if (stat.isSymbolicLink()) {
    const target = readlinkSync(encodePath(fullPath), { encoding: 'buffer' });
    return { kind: 'symlink', sizeBytes: 0, link: decodePath(target) };
  }
  if (stat.isFIFO()) return { kind: 'fifo', sizeBytes: 0 };
  return {
    kind: stat.isBlockDevice() ? 'block-device' : 'character-device',
    sizeBytes: 0,
    deviceMajor: Number(((stat.rdev >> 8n) & 0xfffn) | ((stat.rdev >> 32n) & 0xfffff000n)),
    deviceMinor: Number((stat.rdev & 0xffn) | ((stat.rdev >> 12n) & 0xffffff00n)),
  };
}
