import { describe, expect, it } from 'vitest';
import { LayerDraft } from './layer-draft';
import { resolvePath } from './resolve-path';
import type { FileNode, SourceTree } from './source-tree';

const now = { seconds: 99, nanos: 0 };
const owner = { uid: 0, gid: 0 };

function file(text = ''): FileNode {
  return {
    kind: 'file',
    mode: 0o644,
    ...owner,
    sizeBytes: text.length,
    mtimeSeconds: 1,
    mtimeNanos: 0,
  };
}

const folder: FileNode = {
  kind: 'directory',
  mode: 0o755,
  ...owner,
  sizeBytes: 0,
  mtimeSeconds: 1,
  mtimeNanos: 0,
};

function link(target: string): FileNode {
  return { ...file(), kind: 'symlink', link: target };
}

function treeOf(nodes: Readonly<Record<string, FileNode>>): SourceTree {
  return {
    lookup: (path) => (path === '' ? folder : (nodes[path] ?? null)),
    names: (path) =>
      Object.keys(nodes)
        .filter((name) =>
          path === ''
            ? !name.includes('/')
            : name.startsWith(`${path}/`) && !name.slice(path.length + 1).includes('/'),
        )
        .map((name) => name.slice(path === '' ? 0 : path.length + 1))
        .sort(),
  };
}

const base = treeOf({
  etc: folder,
  'etc/passwd': file('root'),
  'etc/conf.d': folder,
  'etc/conf.d/a': file('a'),
  var: folder,
  lnk: link('/etc'),
});

const shown = (draft: LayerDraft) =>
  draft
    .entries()
    .map(
      ({ entry }) =>
        `${entry.kind} ${entry.path}${entry.link === undefined ? '' : ` -> ${entry.link}`}`,
    );

describe('LayerDraft', () => {
  it('has the folders on the way, as overlayfs copies them up', () => {
    const draft = new LayerDraft(base, now);
    draft.put('etc/conf.d/b', file('b'));
    expect(shown(draft)).toEqual(['directory etc', 'directory etc/conf.d', 'file etc/conf.d/b']);
    expect(draft.entries()[1]?.entry.mtimeSeconds).toBe(99);
    expect(draft.entries()[0]?.entry.mtimeSeconds).toBe(1);
    expect(draft.names('etc/conf.d')).toEqual(['a', 'b']);
  });

  it('makes missing folders and refuses files in the way', () => {
    const draft = new LayerDraft(base, now);
    draft.makeFolders('var/x/y', { mode: 0o700, uid: 1, gid: 2 });
    expect(draft.lookup('var/x')).toMatchObject({ mode: 0o700, uid: 1, gid: 2, mtimeSeconds: 99 });
    expect(() => draft.makeFolders('etc/passwd/x', { mode: 0o700, ...owner })).toThrow(
      '/etc/passwd is not a folder',
    );
  });

  it('needs no whiteout for what it replaces or made itself', () => {
    const draft = new LayerDraft(base, now);
    draft.put('etc/passwd', file('new'));
    draft.put('tmp', file());
    draft.remove('tmp');
    expect(shown(draft)).toEqual(['directory etc', 'file etc/passwd']);
  });

  it('hides what it removed', () => {
    const draft = new LayerDraft(base, now);
    draft.remove('etc/conf.d');
    expect(draft.lookup('etc/conf.d/a')).toBeNull();
    expect(draft.names('etc')).toEqual(['passwd']);
    expect(shown(draft)).toEqual(['directory etc', 'whiteout etc/conf.d']);
  });

  it('is opaque where a folder was made anew', () => {
    const draft = new LayerDraft(base, now);
    draft.remove('etc/conf.d');
    draft.put('etc/conf.d', folder);
    draft.put('etc/conf.d/z', file());
    expect(draft.names('etc/conf.d')).toEqual(['z']);
    expect(shown(draft)).toEqual([
      'directory etc',
      'directory etc/conf.d',
      'opaque etc/conf.d',
      'file etc/conf.d/z',
    ]);
  });

  it('replaces a folder by a file and a file by a folder', () => {
    const draft = new LayerDraft(base, now);
    draft.put('etc/conf.d', file());
    draft.put('etc/passwd', folder);
    draft.put('etc/passwd/x', file());
    expect(shown(draft)).toEqual([
      'directory etc',
      'file etc/conf.d',
      'directory etc/passwd',
      'file etc/passwd/x',
    ]);
  });

  it('gives the bytes of hard links to the first in tar order', () => {
    const draft = new LayerDraft(base, now);
    const group = {};
    draft.put('z', file('x'), group);
    draft.put('a', file('x'), group);
    expect(shown(draft)).toEqual(['file a', 'hardlink z -> a']);
  });
});

describe('resolvePath', () => {
  const tree = treeOf({
    a: folder,
    'a/abs': link('/b'),
    'a/up': link('../../../b'),
    'a/loop': link('loop'),
    'a/self': link('.'),
    b: folder,
    'b/file': file(),
    'b/back': link('../a/abs/file'),
  });

  it.each([
    ['a/abs/file', 'b/file'],
    ['/a//abs/./file/', 'b/file'],
    ['a/up/file', 'b/file'],
    ['b/back', 'b/file'],
    ['../../b/../a/abs', 'b'],
    ['a/self/self/abs', 'b'],
    ['nowhere/x', 'nowhere/x'],
    ['a/abs/new/x', 'b/new/x'],
  ])('%s leads to %s', (path, expected) => {
    expect(resolvePath(tree, path)).toBe(expected);
  });

  it('leaves the last part alone when asked', () => {
    expect(resolvePath(tree, 'a/abs', false)).toBe('a/abs');
  });

  it('stays below another root', () => {
    expect(resolvePath(tree, 'abs/x', true, 'a')).toBe('a/b/x');
    expect(resolvePath(tree, 'up/../..', true, 'a')).toBe('a');
  });

  it('refuses loops', () => {
    expect(() => resolvePath(tree, 'a/loop')).toThrow('too many links');
  });
});
