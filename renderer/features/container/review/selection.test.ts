import { describe, expect, it } from 'vitest';

import type { ChangeKind, FileChange } from '../../../../shared/model/layer';
import { changeTree, type ChangeNode } from '../change-tree';
import { changesAt, escapePattern, patternsFor, sumOf, ticked, ticksOf } from './selection';

const change = (path: string, kind: ChangeKind, sizeBytes = 10, isFolder = false): FileChange => ({
  path,
  kind,
  sizeBytes,
  entryKind: isFolder ? 'directory' : 'file',
});
const changes = [
  change('/etc', 'changed', 4096, true),
  change('/etc/conf', 'changed', 100),
  change('/etc/new', 'added', 50),
  change('/srv', 'changed', 4096, true),
  change('/srv/cache', 'added', 4096, true),
  change('/srv/cache/a', 'added', 1000),
  change('/srv/cache/b', 'added', 2000),
  change('/srv/gone', 'deleted', 7),
];
const tree = changeTree(changes);

function at(path: string, nodes: ReadonlyArray<ChangeNode> = tree): ChangeNode {
  for (const node of nodes) {
    if (node.path === path) return node;
    if (path.startsWith(`${node.path}/`)) return at(path, node.children);
  }
  throw new Error(`no node ${path}`);
}

describe('the selection of a review', () => {
  it('has all in at first', () => {
    expect([...ticksOf(tree, new Set()).values()].every((tick) => tick === 'on')).toBe(true);
    expect(patternsFor(tree, new Set())).toEqual([]);
  });

  it('unticks a folder with all below it, by one pattern', () => {
    const leftOut = ticked(new Set(), at('/srv/cache'), false);
    expect([...leftOut].sort()).toEqual(['/srv/cache', '/srv/cache/a', '/srv/cache/b']);
    const ticks = ticksOf(tree, leftOut);
    expect(['/srv', '/srv/cache', '/srv/cache/a', '/etc'].map((path) => ticks.get(path))).toEqual([
      'some',
      'off',
      'off',
      'on',
    ]);
    expect(patternsFor(tree, leftOut)).toEqual(['/srv/cache']);
    expect(ticked(leftOut, at('/srv'), true)).toEqual(new Set());
  });

  it('names single changes where the folder stays', () => {
    const leftOut = ticked(ticked(new Set(), at('/etc/new'), false), at('/srv/gone'), false);
    expect(patternsFor(tree, leftOut).toSorted()).toEqual(['/etc/new', '/srv/gone']);
  });

  it('sums what goes in', () => {
    expect(sumOf(changes, new Set(['/srv/cache/b', '/srv/gone']))).toEqual({
      count: 6,
      total: 8,
      sizeBytes: 1150,
      totalBytes: 3150,
    });
  });

  it('finds the changes at and below a path, not beside it', () => {
    expect(changesAt([...changes, change('/srv/cache2', 'added')], '/srv/cache')).toEqual([
      '/srv/cache',
      '/srv/cache/a',
      '/srv/cache/b',
    ]);
  });

  it('makes a pattern of any name', () => {
    expect(escapePattern('/a*b/[c]?\\!#')).toBe('/a\\*b/\\[c\\]\\?\\\\\\!\\#');
  });
});
