import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import type { FolderEntry, FolderListing } from '../../../../shared/model/container-files';
import { decodePath, encodePath } from '../../../base/path-bytes';
import { kindOf, realPath } from './path-stat';

/** More is not looked at: nobody reads a list of so many, and each costs a system call. */
const defaultLimit = 5000;

/** What is in a folder; a link to a folder is followed. ENOENT, ENOTDIR. */
export function listFolder(path: string, limit = defaultLimit): FolderListing {
  const folder = realPath(path);
  const names = readdirSync(encodePath(folder), { encoding: 'buffer' }).sort(Buffer.compare);
  const entries = names
    .slice(0, limit)
    .map((name) => describe(folder, decodePath(name)))
    .filter((entry) => entry !== null);
  const isFile = ({ kind }: FolderEntry): number => (kind === 'directory' ? 0 : 1);
  return {
    entries: entries.sort((a, b) => isFile(a) - isFile(b)),
    omittedCount: Math.max(0, names.length - limit),
  };
}

/** Null for what vanished meanwhile. */
function describe(folder: string, name: string): FolderEntry | null {
  const bytes = encodePath(folder === '/' ? `/${name}` : `${folder}/${name}`);
  const stat = lstatSync(bytes, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return null;
  return {
    name,
    kind: kindOf(stat),
    mode: Number(stat.mode & 0o7777n),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    sizeBytes: Number(stat.size),
    modifiedAt: new Date(Number(stat.mtimeMs)).toISOString(),
    link: stat.isSymbolicLink() ? decodePath(readlinkSync(bytes, { encoding: 'buffer' })) : '',
  };
}
