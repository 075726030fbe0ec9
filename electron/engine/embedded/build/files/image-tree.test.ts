import { describe, expect, it } from 'vitest';
import type { LayerEntry, LayerEntryKind } from '../../../../../shared/model/layer';
import { ImageTree } from './image-tree';
import { parentPath } from './source-tree';

type Row = readonly [kind: LayerEntryKind, path: string, more?: Partial<LayerEntry>];

/** Layers as lists, bottom first. */
function treeOf(...layers: ReadonlyArray<ReadonlyArray<Row>>): ImageTree {
  const entries = new Map(
    layers.map((rows, index) => [
      `layer-${index}`,
      rows.map(([kind, path, more]): LayerEntry => ({
        path,
        kind,
        mode: 0o644,
        uid: index,
        gid: 0,
        sizeBytes: 0,
        mtimeSeconds: 0,
        mtimeNanos: 0,
        ...more,
      })),
    ]),
  );
  const of = (diffId: string): ReadonlyArray<LayerEntry> => entries.get(diffId) ?? [];
  const store = {
    paths: { blob: (diffId: string) => `/blobs/${diffId}` },
    layers: {
      entry: (diffId: string, path: string) =>
        of(diffId).find((entry) => entry.path === path) ?? null,
      children: (diffId: string, path: string) =>
        of(diffId).filter((entry) => entry.path !== '' && parentPath(entry.path) === path),
    },
  };
  return new ImageTree(store as never, [...entries.keys()]);
}

describe('ImageTree', () => {
  it('merges folders, upper entries first', () => {
    const tree = treeOf(
      [
        ['directory', 'd'],
        ['file', 'd/a'],
        ['file', 'd/b'],
      ],
      [
        ['directory', 'd', { mode: 0o700 }],
        ['file', 'd/b'],
        ['file', 'd/c'],
      ],
    );
    expect(tree.names('d')).toEqual(['a', 'b', 'c']);
    expect(tree.lookup('d')).toMatchObject({ kind: 'directory', mode: 0o700, uid: 1 });
    expect(tree.lookup('d/a')).toMatchObject({ uid: 0 });
    expect(tree.lookup('d/b')).toMatchObject({ uid: 1 });
  });

  it('hides what whiteouts and opaque folders hide, but not what lies above them', () => {
    const tree = treeOf(
      [
        ['directory', 'd'],
        ['file', 'd/a'],
        ['directory', 'e'],
        ['file', 'e/x'],
        ['file', 'f'],
      ],
      [
        ['whiteout', 'd/a'],
        ['directory', 'd'],
        ['directory', 'e'],
        ['opaque', 'e'],
        ['file', 'e/y'],
        ['whiteout', 'f'],
      ],
      [
        ['file', 'f'],
        ['directory', 'e'],
        ['file', 'e/z'],
      ],
    );
    expect(tree.names('d')).toEqual([]);
    expect(tree.names('e')).toEqual(['y', 'z']);
    expect(tree.lookup('f')).toMatchObject({ uid: 2 });
    expect(tree.names('')).toEqual(['d', 'e', 'f']);
  });

  it('lets a file hide a folder, and a folder a file', () => {
    const tree = treeOf(
      [
        ['directory', 'd'],
        ['file', 'd/a'],
        ['file', 'x'],
      ],
      [
        ['file', 'd'],
        ['directory', 'x'],
        ['file', 'x/n'],
      ],
      [['directory', 'd']],
    );
    expect(tree.names('d')).toEqual([]);
    expect(tree.lookup('d/a')).toBeNull();
    expect(tree.names('x')).toEqual(['n']);
  });

  it('starts anew where a folder is removed and made again in one layer', () => {
    const tree = treeOf(
      [
        ['directory', 'd'],
        ['file', 'd/old'],
      ],
      [
        ['whiteout', 'd'],
        ['directory', 'd'],
        ['file', 'd/new'],
      ],
    );
    expect(tree.names('d')).toEqual(['new']);
  });

  it('leads hard links to the file of their own layer', () => {
    const tree = treeOf(
      [
        ['file', 'a', { sizeBytes: 5, dataOffset: 512, digest: 'ff' }],
        ['hardlink', 'b', { link: 'a' }],
      ],
      [['file', 'a', { sizeBytes: 9, dataOffset: 1024 }]],
    );
    expect(tree.lookup('b')).toMatchObject({
      kind: 'file',
      sizeBytes: 5,
      digest: 'ff',
      content: { kind: 'range', path: '/blobs/layer-0', offset: 512 },
    });
    expect(tree.lookup('a')).toMatchObject({ sizeBytes: 9 });
  });

  it('knows that the bytes of a sparse file do not lie in one piece', () => {
    const tree = treeOf([['file', 's', { sizeBytes: 1e9 }]]);
    expect(tree.lookup('s')?.content).toEqual({
      kind: 'member',
      path: '/blobs/layer-0',
      member: 's',
    });
  });

  it('always has a root', () => {
    expect(treeOf().lookup('')).toMatchObject({ kind: 'directory', mode: 0o755 });
    expect(treeOf([['directory', '', { mode: 0o700 }]]).lookup('')).toMatchObject({ mode: 0o700 });
  });
});
