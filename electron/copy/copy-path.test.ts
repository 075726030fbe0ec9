import { describe, expect, it } from 'vitest';
import { toWire } from '../../shared/errors';
import { absolutePath, archiveName, planCopy, splitCopyArgument } from './copy-path';

/** The table of docker's own reference of `cp`, row by row. */
describe('planCopy', () => {
  const file = { name: 'f', isFolder: false };
  const folder = { name: 'd', isFolder: true };
  const content = { name: '.', isFolder: true };
  const missing = (path: string) => ({ path, exists: false, isFolder: false });
  const there = (path: string, isFolder: boolean) => ({ path, exists: true, isFolder });
  it.each([
    {
      name: 'a file to a new name',
      source: file,
      target: missing('/a/new'),
      folder: '/a',
      rename: { from: 'f', to: 'new' },
    },
    {
      name: 'a file over a file',
      source: file,
      target: there('/a/old', false),
      folder: '/a',
      rename: { from: 'f', to: 'old' },
    },
    {
      name: 'a file into a folder',
      source: file,
      target: there('/a', true),
      folder: '/a',
      rename: null,
    },
    {
      name: 'a folder to a new name',
      source: folder,
      target: missing('/a/new'),
      folder: '/a',
      rename: { from: 'd', to: 'new' },
    },
    {
      name: 'a folder to a new name with a slash',
      source: folder,
      target: missing('/a/new/'),
      folder: '/a',
      rename: { from: 'd', to: 'new' },
    },
    {
      name: 'a folder into a folder',
      source: folder,
      target: there('/a', true),
      folder: '/a',
      rename: null,
    },
    {
      name: 'the content of a folder to a new name',
      source: content,
      target: missing('/a/new'),
      folder: '/a',
      rename: { from: '.', to: 'new' },
    },
    {
      name: 'the content of a folder into a folder',
      source: content,
      target: there('/a', true),
      folder: '/a',
      rename: null,
    },
  ])('$name', ({ source, target, folder: into, rename }) => {
    expect(planCopy(source, target)).toEqual({ folder: into, rename });
  });

  it.each([
    {
      name: 'a file to a folder that is missing',
      source: file,
      target: missing('/a/new/'),
      code: 'NOT_FOUND',
    },
    {
      name: 'a folder over a file',
      source: folder,
      target: there('/a/old', false),
      code: 'CONFLICT',
    },
  ])('refuses $name', ({ source, target, code }) => {
    let thrown: unknown;
    try {
      planCopy(source, target);
    } catch (error) {
      thrown = error;
    }
    expect(toWire(thrown).code).toBe(code);
  });
});

describe('splitCopyArgument', () => {
  it.each([
    ['web:/etc', 'web', '/etc'],
    ['web:etc', 'web', 'etc'],
    ['./web:etc', null, './web:etc'],
    ['/web:etc', null, '/web:etc'],
    ['plain', null, 'plain'],
    ['-', null, '-'],
  ] as const)('%s', (text, container, path) => {
    expect(splitCopyArgument(text)).toEqual({ container, path });
  });
});

it.each([
  ['/a/b', 'b'],
  ['/a/b/', 'b'],
  ['/a/b/.', '.'],
  ['/', '.'],
])('archiveName of %s', (path, name) => {
  expect(archiveName(path)).toBe(name);
});

it.each([
  ['a', '/x/a'],
  ['a/', '/x/a/'],
  ['a/.', '/x/a/.'],
  ['.', '/x/.'],
  ['/', '/'],
  ['/.', '/.'],
])('absolutePath of %s', (path, whole) => {
  expect(absolutePath('/x', path)).toBe(whole);
});
