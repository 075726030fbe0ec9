import { describe, expect, it } from 'vitest';

import type { FolderEntry } from '../../../shared/model/container-files';
import {
  emptyFolders,
  folderAt,
  folderRows,
  joinFolder,
  omittedIn,
  parentFolder,
  turned,
  withFolder,
} from './folder-tree';

const entry = (name: string, kind: FolderEntry['kind'] = 'file'): FolderEntry => ({
  name,
  kind,
  mode: 0o644,
  uid: 0,
  gid: 0,
  sizeBytes: 1,
  modifiedAt: '2026-01-01T00:00:00.000Z',
  link: '',
});
const root = { entries: [entry('etc', 'directory'), entry('init')], omittedCount: 0 };
const etc = { entries: [entry('passwd')], omittedCount: 2 };

describe('the tree of a container', () => {
  it('shows what is in open folders below them', () => {
    const read = withFolder(withFolder(emptyFolders, '/', root), '/etc', etc);
    const shown = (tree: typeof read) =>
      folderRows(tree).map(({ path, depth, open }) => [path, depth, open]);
    expect(shown(read)).toEqual([
      ['/etc', 0, false],
      ['/init', 0, null],
    ]);
    const opened = turned(read, '/etc');
    expect(shown(opened)).toEqual([
      ['/etc', 0, true],
      ['/etc/passwd', 1, null],
      ['/init', 0, null],
    ]);
    expect([omittedIn(read), omittedIn(opened), shown(turned(opened, '/etc'))]).toEqual([
      0,
      2,
      shown(read),
    ]);
  });

  it('knows the folder that something goes into', () => {
    const tree = withFolder(withFolder(emptyFolders, '/', root), '/etc', etc);
    expect(['/etc', '/etc/passwd', '/init'].map((path) => folderAt(tree, path))).toEqual([
      '/etc',
      '/etc',
      '/',
    ]);
  });

  it('joins and parts paths', () => {
    expect([joinFolder('/', 'a'), joinFolder('/a', 'b')]).toEqual(['/a', '/a/b']);
    expect([parentFolder('/a'), parentFolder('/a/b')]).toEqual(['/', '/a']);
  });
});
