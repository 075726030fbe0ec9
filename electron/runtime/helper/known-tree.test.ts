import { describe, expect, it } from 'vitest';
import { KnownTree } from './known-tree';

function tree(nodes: Readonly<Record<string, Parameters<KnownTree['add']>[1]>>): KnownTree {
  const known = new KnownTree();
  for (const [path, node] of Object.entries(nodes)) known.add(path, node);
  return known;
}

describe('KnownTree', () => {
  const known = tree({
    usr: 'folder',
    'usr/lib': 'folder',
    lib: { link: 'usr/lib' },
    up: { link: '../../../etc' },
    root: { link: '/' },
    loop: { link: 'loop' },
    file: 'other',
    gone: 'whiteout',
  });

  it.each([
    { path: 'lib/x', expected: 'usr/lib/x' },
    { path: 'root/lib/x', expected: 'usr/lib/x' },
    { path: 'up/passwd', expected: 'etc/passwd' },
    { path: 'usr/lib', expected: 'usr/lib' },
    { path: 'lib', expected: 'lib' },
    { path: 'loop/x', expected: null },
    { path: 'file/x', expected: null },
    { path: 'gone/x', expected: 'gone/x' },
  ])('resolves $path to $expected, never above the root', ({ path, expected }) => {
    const made: string[] = [];
    const answer = known.resolve(path, (folder) => {
      made.push(folder);
      known.add(folder, 'folder');
    });
    expect(answer).toBe(expected);
    expect(made.every((folder) => !folder.includes('..'))).toBe(true);
  });

  it('answers null instead of making folders', () => {
    expect(known.resolve('no/such/x', null)).toBeNull();
  });

  it('forgets what is below a folder', () => {
    const own = tree({ a: 'folder', 'a/b': 'folder', 'a/b/c': 'other', ab: 'other' });
    expect(own.removeBelow('a')).toEqual(['a/b', 'a/b/c']);
    expect(own.has('ab')).toBe(true);
  });
});
