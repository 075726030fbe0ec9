import type { TreeNode } from '../../../shared/model/layer';

/** What was read of a tree: children by folder path, and which folders are open. */
export interface FileTree {
  readonly children: Readonly<Record<string, ReadonlyArray<TreeNode>>>;
  readonly open: ReadonlySet<string>;
}

export const emptyTree: FileTree = { children: {}, open: new Set() };

export interface FileRow {
  readonly node: TreeNode;
  readonly depth: number;
  readonly open: boolean | null;
}

/** The lines in sight: open folders followed by what is in them. */
export function flatten(tree: FileTree): ReadonlyArray<FileRow> {
  const rows: FileRow[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const node of tree.children[folder] ?? []) {
      const open = node.hasChildren ? tree.open.has(node.path) : null;
      rows.push({ node, depth, open });
      if (open === true) walk(node.path, depth + 1);
    }
  };
  walk('', 0);
  return rows;
}

export function withChildren(
  tree: FileTree,
  folder: string,
  nodes: ReadonlyArray<TreeNode>,
): FileTree {
  return { ...tree, children: { ...tree.children, [folder]: nodes } };
}

export function toggled(tree: FileTree, folder: string): FileTree {
  const open = new Set(tree.open);
  if (!open.delete(folder)) open.add(folder);
  return { ...tree, open };
}

/** `drwxr-xr-x`: the mode as `ls -l` writes it. */
export function modeText(node: Pick<TreeNode, 'kind' | 'mode'>): string {
  const letters: Readonly<Partial<Record<TreeNode['kind'], string>>> = {
    directory: 'd',
    opaque: 'd',
    symlink: 'l',
    'character-device': 'c',
    'block-device': 'b',
    fifo: 'p',
  };
  const bits = ['x', 'w', 'r'];
  let text = '';
  for (let bit = 8; bit >= 0; bit -= 1) {
    const set = (node.mode & (1 << bit)) !== 0;
    text += set ? (bits[bit % 3] ?? '') : '-';
  }
  const special = (at: number, flag: number, letter: string): void => {
    if ((node.mode & flag) === 0) return;
    const shown = text[at] === 'x' ? letter : letter.toUpperCase();
    text = text.slice(0, at) + shown + text.slice(at + 1);
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return `${letters[node.kind] ?? '-'}${text}`;
}
