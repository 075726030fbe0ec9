import type { FileChange } from '../../../../shared/model/layer';
import type { ChangeNode } from '../change-tree';

/** Whether all, some or none of the changes at and below a node go into the snapshot. */
export type Tick = 'on' | 'some' | 'off';

/** A node of the tree with what a tick of it means. */
interface Counts {
  readonly all: number;
  readonly off: number;
}

/** Ticks of every node by path; `leftOut` holds the changes that do not go in. */
export function ticksOf(
  nodes: ReadonlyArray<ChangeNode>,
  leftOut: ReadonlySet<string>,
): ReadonlyMap<string, Tick> {
  const ticks = new Map<string, Tick>();
  const visit = (node: ChangeNode): Counts => {
    let all = node.change === null ? 0 : 1;
    let off = all === 1 && leftOut.has(node.path) ? 1 : 0;
    for (const child of node.children) {
      const below = visit(child);
      all += below.all;
      off += below.off;
    }
    ticks.set(node.path, off === 0 ? 'on' : off === all ? 'off' : 'some');
    return { all, off };
  };
  for (const node of nodes) visit(node);
  return ticks;
}

/** The changes that do not go in after a node was ticked or unticked, with all below it. */
export function ticked(
  leftOut: ReadonlySet<string>,
  node: ChangeNode,
  isIn: boolean,
): ReadonlySet<string> {
  const next = new Set(leftOut);
  const visit = (each: ChangeNode): void => {
    if (each.change !== null) {
      if (isIn) next.delete(each.path);
      else next.add(each.path);
    }
    each.children.forEach(visit);
  };
  visit(node);
  return next;
}

/**
 * Exclusion patterns that leave out just these changes: one for a folder of which nothing goes in,
 * else one for each. They also hold for what appears below such a folder until the snapshot is made.
 */
export function patternsFor(
  nodes: ReadonlyArray<ChangeNode>,
  leftOut: ReadonlySet<string>,
): ReadonlyArray<string> {
  const ticks = ticksOf(nodes, leftOut);
  const patterns: string[] = [];
  const visit = (node: ChangeNode): void => {
    const tick = ticks.get(node.path);
    if (tick === 'on') return;
    if (tick === 'off' && node.change !== null) {
      patterns.push(escapePattern(node.path));
      return;
    }
    // What is left out of a folder that stays: the folder's own entry cannot be left out alone.
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return patterns;
}

/** A path as a pattern that matches nothing else. */
export function escapePattern(path: string): string {
  return path.replace(/[\\*?[\]!#]/g, '\\$&');
}

export interface SelectionSum {
  readonly count: number;
  readonly total: number;
  readonly sizeBytes: number;
  readonly totalBytes: number;
}

/** What goes in, of how much. Folders count as changes, their bytes are their files'. */
export function sumOf(
  changes: ReadonlyArray<FileChange>,
  leftOut: ReadonlySet<string>,
): SelectionSum {
  let count = 0;
  let sizeBytes = 0;
  let totalBytes = 0;
  for (const change of changes) {
    const bytes =
      change.entryKind === 'directory' || change.kind === 'deleted' ? 0 : change.sizeBytes;
    totalBytes += bytes;
    if (leftOut.has(change.path)) continue;
    count += 1;
    sizeBytes += bytes;
  }
  return { count, total: changes.length, sizeBytes, totalBytes };
}

/** All changes at a path and below it. */
export function changesAt(changes: ReadonlyArray<FileChange>, path: string): ReadonlyArray<string> {
  return changes
    .filter((change) => change.path === path || change.path.startsWith(`${path}/`))
    .map((change) => change.path);
}
