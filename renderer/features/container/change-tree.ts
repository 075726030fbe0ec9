import type { ChangeKind, FileChange } from '../../../shared/model/layer';

/** A folder or a changed path; folders in between have no change of their own. */
export interface ChangeNode {
  readonly path: string;
  readonly name: string;
  readonly change: ChangeKind | null;
  /** Own size, with all that is below. */
  readonly sizeBytes: number;
  /** How many changes are at or below it. */
  readonly count: number;
  readonly children: ReadonlyArray<ChangeNode>;
}

interface Draft {
  readonly path: string;
  name: string;
  change: ChangeKind | null;
  ownBytes: number;
  readonly children: Map<string, Draft>;
}

/** Changes as a tree. Folders in which only one thing happened are one line: `nginx/conf.d/shop.conf`. */
export function changeTree(changes: ReadonlyArray<FileChange>): ReadonlyArray<ChangeNode> {
  const root: Draft = draft('', '');
  for (const change of changes) {
    let at = root;
    for (const part of change.path.split('/').filter((one) => one !== '')) {
      let next = at.children.get(part);
      if (next === undefined) {
        next = draft(`${at.path}/${part}`, part);
        at.children.set(part, next);
      }
      at = next;
    }
    at.change = change.kind;
    at.ownBytes = change.entryKind === 'directory' ? 0 : change.sizeBytes;
  }
  return finished(root).children;
}

function draft(path: string, name: string): Draft {
  return { path, name, change: null, ownBytes: 0, children: new Map() };
}

function finished(node: Draft): ChangeNode {
  const children = [...node.children.values()]
    .map(finished)
    .sort((a, b) => Number(b.children.length > 0) - Number(a.children.length > 0) || compare(a, b));
  const [only] = children;
  // A folder that only leads to one thing, itself unchanged or, on the way to a folder, touched.
  const leads = node.change === null || (node.change === 'changed' && only?.change === null);
  if (node.path !== '' && children.length === 1 && only !== undefined && leads) {
    return { ...only, name: `${node.name}/${only.name}` };
  }
  return {
    path: node.path,
    name: node.name,
    change: node.change,
    sizeBytes: node.ownBytes + children.reduce((sum, child) => sum + child.sizeBytes, 0),
    count: (node.change === null ? 0 : 1) + children.reduce((sum, child) => sum + child.count, 0),
    children,
  };
}

function compare(a: ChangeNode, b: ChangeNode): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

export interface ChangeRow {
  readonly node: ChangeNode;
  readonly depth: number;
  readonly open: boolean | null;
}

/** The lines in sight. `closed` holds what was folded: at first everything small is open. */
export function changeRows(
  nodes: ReadonlyArray<ChangeNode>,
  isOpen: (node: ChangeNode) => boolean,
): ReadonlyArray<ChangeRow> {
  const rows: ChangeRow[] = [];
  const walk = (list: ReadonlyArray<ChangeNode>, depth: number): void => {
    for (const node of list) {
      const open = node.children.length === 0 ? null : isOpen(node);
      rows.push({ node, depth, open });
      if (open === true) walk(node.children, depth + 1);
    }
  };
  walk(nodes, 0);
  return rows;
}
