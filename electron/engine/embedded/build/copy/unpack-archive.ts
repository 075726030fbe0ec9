import { DarkroomError } from '../../../../../shared/errors';
import type { LayerEntry } from '../../../../../shared/model/layer';
import type { ReadArchive } from '../../../../worker/tasks/read-archive';
import { NotAFolder, type LayerDraft } from '../files/layer-draft';
import { resolvePath } from '../files/resolve-path';
import { baseName, joinPath, parentPath, type FileNode } from '../files/source-tree';
import type { Owner } from './owner';

/**
 * Unpacks an archive into a folder of the layer as Docker's ADD does: with the folder as root, so that
 * no link in it or in the image leads out; entries replace what is there, folders are kept and get the
 * entry's attributes. Owners and times are the archive's; `owner` is for the folders above it.
 */
export function unpackArchive(
  archive: ReadArchive,
  draft: LayerDraft,
  destination: string,
  owner: Owner | null,
): void {
  const root = resolvePath(draft, destination);
  makeFolders(draft, root, owner ?? { uid: 0, gid: 0 });
  const folders = new Map<string, FileNode>();
  const files = new Map<string, { readonly node: FileNode; readonly group: object }>();
  for (const entry of archive.entries) {
    // Docker leaves the folder itself as it is; and a layer cannot hold names that mean whiteouts
    if (entry.path === '' || baseName(entry.path).startsWith('.wh.')) continue;
    const parent = parentFolder(draft, entry, root);
    const path = joinPath(parent, baseName(entry.path));
    const present = draft.lookup(path);
    if (entry.kind === 'directory') {
      const node = nodeOf(entry, archive);
      if (present?.kind !== 'directory') draft.put(path, node);
      folders.set(path, node);
      continue;
    }
    folders.delete(path);
    if (entry.kind === 'hardlink') {
      linkFile(draft, path, entry, root, files);
      continue;
    }
    const node = nodeOf(entry, archive);
    const group = {};
    draft.put(path, node, node.kind === 'file' ? group : undefined);
    if (node.kind === 'file') files.set(path, { node, group });
  }
  // last, because what comes into a folder changes its time
  for (const [path, node] of folders) draft.update(path, node);
}

/** The folder an entry goes into: made when its name is free, refused when a link leads nowhere. */
function parentFolder(draft: LayerDraft, entry: LayerEntry, root: string): string {
  const written = parentPath(entry.path);
  const parent = resolvePath(draft, written, true, root);
  const isFree = draft.lookup(resolvePath(draft, written, false, root)) === null;
  if (isFree) makeFolders(draft, parent, { uid: 0, gid: 0 });
  if (draft.lookup(parent)?.kind === 'directory') return parent;
  throw new DarkroomError(
    'ARCHIVE_HOSTILE',
    `Unpack “${entry.path}”: /${parent}, where it belongs, is not a folder`,
    { data: { path: entry.path, parent: `/${parent}` } },
  );
}

function linkFile(
  draft: LayerDraft,
  path: string,
  entry: LayerEntry,
  root: string,
  files: ReadonlyMap<string, { readonly node: FileNode; readonly group: object }>,
): void {
  const target = resolvePath(draft, entry.link ?? '', false, root);
  const known = files.get(target);
  const node = known?.node ?? draft.lookup(target);
  if (node === null || node.kind === 'directory') {
    throw new DarkroomError(
      'ARCHIVE_CORRUPT',
      `Unpack “${entry.path}”: the hard link's target “${entry.link ?? ''}” does not exist`,
      { data: { path: entry.path, target: entry.link ?? '' } },
    );
  }
  if (target !== path) draft.put(path, node, known?.group);
}

function makeFolders(draft: LayerDraft, path: string, owner: Owner): void {
  try {
    draft.makeFolders(path, { mode: 0o755, ...owner });
  } catch (error) {
    if (!(error instanceof NotAFolder)) throw error;
    throw new DarkroomError('INVALID_ARGUMENT', `mkdir /${error.path}: not a directory`);
  }
}

function nodeOf(entry: LayerEntry, archive: ReadArchive): FileNode {
  const { path: _path, dataOffset, kind, ...attributes } = entry;
  if (kind === 'whiteout' || kind === 'opaque' || kind === 'hardlink') {
    return { ...attributes, kind: 'file' };
  }
  if (kind !== 'file' || entry.sizeBytes === 0) return { ...attributes, kind };
  const content =
    dataOffset === undefined
      ? ({ kind: 'member', path: archive.tarPath, member: entry.path } as const)
      : ({ kind: 'range', path: archive.tarPath, offset: dataOffset } as const);
  return { ...attributes, kind, content };
}
