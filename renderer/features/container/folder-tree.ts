import type { FolderEntry, FolderListing } from '../../../shared/model/container-files';

/** What was read of a container's files: folders by path (`/`, `/etc`), and which are open. */
export interface FolderTree {
  readonly folders: Readonly<Record<string, FolderListing>>;
  readonly open: ReadonlySet<string>;
}

export const emptyFolders: FolderTree = { folders: {}, open: new Set() };

export interface FolderRow {
  readonly path: string;
  readonly entry: FolderEntry;
  readonly depth: number;
  /** Null for what is no folder. */
  readonly open: boolean | null;
}

export function joinFolder(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

export function parentFolder(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** The folder that a path is, or lies in. */
export function folderAt(tree: FolderTree, path: string): string {
  const parent = parentFolder(path);
  const entry = tree.folders[parent]?.entries.find((one) => joinFolder(parent, one.name) === path);
  return entry?.kind === 'directory' ? path : parent;
}

/** The lines in sight: open folders followed by what is in them. */
export function folderRows(tree: FolderTree): ReadonlyArray<FolderRow> {
  const rows: FolderRow[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const entry of tree.folders[folder]?.entries ?? []) {
      const path = joinFolder(folder, entry.name);
      const open = entry.kind === 'directory' ? tree.open.has(path) : null;
      rows.push({ path, entry, depth, open });
      if (open === true) walk(path, depth + 1);
    }
  };
  walk('/', 0);
  return rows;
}

export function withFolder(tree: FolderTree, path: string, listing: FolderListing): FolderTree {
  return { ...tree, folders: { ...tree.folders, [path]: listing } };
}

export function turned(tree: FolderTree, path: string): FolderTree {
  const open = new Set(tree.open);
  if (!open.delete(path)) open.add(path);
  return { ...tree, open };
}

/** How many entries of the folders in sight were too many to list. */
export function omittedIn(tree: FolderTree): number {
  return ['/', ...tree.open].reduce(
    (sum, path) => sum + (tree.folders[path]?.omittedCount ?? 0),
    0,
  );
}
