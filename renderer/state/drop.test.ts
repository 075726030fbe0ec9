import { describe, expect, it } from 'vitest';

import { itemFor, nameFromFile, parsePastedPaths, requestFor, type DropSubject } from './drop';

describe('parsePastedPaths', () => {
  it.each([
    ['an absolute path', '/srv/a b.tar.gz', ['/srv/a b.tar.gz']],
    ['several lines', '/a/b\n/c/d\n', ['/a/b', '/c/d']],
    ['quotes around it', '"/a/b c"', ['/a/b c']],
    ['a file address', 'file:///a/b%20c', ['/a/b c']],
    ['a web address', 'https://example.com/a.tar.xz', ['https://example.com/a.tar.xz']],
    ['words', 'hello world', []],
    ['a path among words', '/a/b\nhello', []],
    ['a lone slash', '/', []],
    ['a comment', '// not a path\nx', []],
    ['nothing', ' \n', []],
  ])('%s', (_name, text, expected) => {
    expect(parsePastedPaths(text)).toEqual(expected);
  });
});

it.each([
  ['ubuntu-14.04-x86_64-minimal.tar.gz', 'ubuntu-14.04-x86_64-minimal'],
  ['Rootfs.TXZ', 'rootfs'],
  ['archive.tar.zst?download=1', 'archive'],
])('names an image after %s', (file, expected) => {
  expect(nameFromFile(file)).toBe(expected);
});

describe('requestFor', () => {
  const rootfs: DropSubject = {
    kind: 'rootfs',
    path: '/a/debian.tar',
    fileName: 'debian.tar',
    sizeBytes: 1,
    compression: 'none',
    prefix: '',
    distribution: '',
    architecture: '',
    suggestedName: 'debian:12',
    suggestedCommand: '/bin/bash',
  };
  it('imports a root file system with its command', () => {
    expect(requestFor(itemFor(rootfs))).toEqual({
      kind: 'import',
      options: { source: '/a/debian.tar', reference: 'debian:12', changes: ['CMD ["/bin/bash"]'] },
    });
  });
  it('imports without a name when it was emptied', () => {
    expect(requestFor({ ...itemFor(rootfs), name: ' ', command: '' })).toEqual({
      kind: 'import',
      options: { source: '/a/debian.tar' },
    });
  });
  it('builds a Dockerfile in its folder', () => {
    const item = itemFor({
      kind: 'dockerfile',
      path: '/s/Dockerfile.dev',
      contextPath: '/s',
      fileName: 'Dockerfile.dev',
      suggestedName: 's',
    });
    expect(requestFor(item)).toEqual({
      kind: 'build',
      options: { contextPath: '/s', dockerfilePath: '/s/Dockerfile.dev', tags: ['s'] },
    });
  });
  it('does nothing with what cannot be used', () => {
    expect(requestFor(itemFor({ kind: 'unknown', path: '/x', fileName: 'x', reason: '' }))).toBe(
      null,
    );
  });
});
