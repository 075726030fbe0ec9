import { lstatSync, readlinkSync, realpathSync, type BigIntStats } from 'node:fs';
import { posix } from 'node:path';
import type { PathStat } from '../../../../shared/model/container-files';
import { decodePath, encodePath } from '../../../base/path-bytes';

/**
 * The path with the links of its folder resolved. Its last component is looked at itself, unless a
 * slash or `/.` after it asks for what it leads to, as docker cp has it.
 */
export function resolveParent(path: string): string {
  const absolute = posix.resolve('/', path);
  if (absolute === '/') return '/';
  if (/\/\.?$/.test(path)) return realPath(absolute);
  return posix.join(realPath(posix.dirname(absolute)), posix.basename(absolute));
}

export function statPath(path: string): PathStat {
  const resolved = resolveParent(path);
  const stat = lstatSync(encodePath(resolved), { bigint: true });
  return {
    name: posix.basename(posix.resolve('/', path)) || '/',
    kind: kindOf(stat),
    mode: Number(stat.mode & 0o7777n),
    sizeBytes: Number(stat.size),
    modifiedAt: new Date(Number(stat.mtimeMs)).toISOString(),
    linkTarget: stat.isSymbolicLink() ? targetOf(resolved) : '',
  };
}

export function kindOf(stat: BigIntStats): PathStat['kind'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSymbolicLink() ? 'symlink' : 'other';
}

/** A link that leads nowhere is told as it is written. */
function targetOf(path: string): string {
  try {
    return realPath(path);
  } catch {
    return posix.resolve(
      posix.dirname(path),
      decodePath(readlinkSync(encodePath(path), { encoding: 'buffer' })),
    );
  }
}

export function realPath(path: string): string {
  return decodePath(realpathSync.native(encodePath(path), { encoding: 'buffer' }));
}
