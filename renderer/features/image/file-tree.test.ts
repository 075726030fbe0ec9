import { describe, expect, it } from 'vitest';

import type { TreeNode } from '../../../shared/model/layer';
import { emptyTree, flatten, modeText, toggled, withChildren } from './file-tree';
import { layerIndexes } from './image-history';

const node = (path: string, hasChildren = false): TreeNode => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  path,
  kind: hasChildren ? 'directory' : 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  sizeBytes: 1,
  mtimeSeconds: 0,
  hasChildren,
  layerIndex: 0,
});

it('shows what is in open folders', () => {
  let tree = withChildren(emptyTree, '', [node('etc', true), node('a')]);
  tree = withChildren(toggled(tree, 'etc'), 'etc', [node('etc/passwd')]);
  expect(flatten(tree).map((row) => [row.node.path, row.depth, row.open])).toEqual([
    ['etc', 0, true],
    ['etc/passwd', 1, null],
    ['a', 0, null],
  ]);
  expect(flatten(toggled(tree, 'etc')).map((row) => row.node.path)).toEqual(['etc', 'a']);
});

describe('modeText', () => {
  it.each([
    ['file', 0o644, '-rw-r--r--'],
    ['directory', 0o1777, 'drwxrwxrwt'],
    ['file', 0o4755, '-rwsr-xr-x'],
    ['file', 0o2644, '-rw-r-Sr--'],
    ['symlink', 0o777, 'lrwxrwxrwx'],
  ] as const)('%s %i', (kind, mode, expected) => {
    expect(modeText({ kind, mode })).toBe(expected);
  });
});

it('gives history lines the layer they brought', () => {
  const lines = [true, false, true, false].map((emptyLayer) => ({ emptyLayer }));
  expect(layerIndexes(lines)).toEqual([null, 1, null, 0]);
});
