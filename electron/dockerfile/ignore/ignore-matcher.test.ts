import { describe, expect, it } from 'vitest';
import { IgnoreMatcher } from './ignore-matcher';

const paths = [
  'a',
  'b',
  'ab',
  'a.b',
  'foo',
  'bar/x',
  'bar/y/z',
  'bar/y/foo',
  'foo.d/a',
  'foo.d/foo',
  'd/d/d/a',
  'd/d/a',
  'd/a',
  'd/.h',
  '.h',
  '.g/h',
  'x y',
  'sub/a.txt',
  'sub/b.txt',
  'sub/deep/a.txt',
  'sub/deep/c[1]',
  'é/ü',
  'bar2',
  'd/foo/bar/q',
];

const keeps = (...kept: ReadonlyArray<string>) => paths.filter((path) => kept.includes(path));
const drops = (...dropped: ReadonlyArray<string>) =>
  paths.filter((path) => !dropped.includes(path));

/** Every row is what Docker 26.1 sent of a context with these paths. */
const cases: ReadonlyArray<readonly [ReadonlyArray<string>, ReadonlyArray<string>]> = [
  [['*', '!foo'], keeps('foo')],
  [['**', '!bar'], keeps('bar/x', 'bar/y/z', 'bar/y/foo')],
  [['bar', '!bar/y'], drops('bar/x')],
  [['bar', '!bar/y/z', 'bar/y'], drops('bar/x', 'bar/y/foo')],
  [['a', '!a'], drops()],
  [['/foo'], drops('foo')],
  [['foo/'], drops('foo')],
  [['./d'], drops('d/d/d/a', 'd/d/a', 'd/a', 'd/.h', 'd/foo/bar/q')],
  [['d/../a'], drops('a')],
  [['!foo'], drops()],
  [['# c', ' # d', '', '  a  '], drops('a')],
  [['*', '!bar/', 'bar/y'], keeps('bar/x')],
  [['**/d', '!d/d/d/a'], drops('d/d/a', 'd/a', 'd/.h', 'd/foo/bar/q')],
  [['d', '!**/a'], drops('d/.h', 'd/foo/bar/q')],
  [['d', '!d/d/*', 'd/d/d'], drops('d/d/d/a', 'd/a', 'd/.h', 'd/foo/bar/q')],
  [['*/*'], keeps('a', 'b', 'ab', 'a.b', 'foo', '.h', 'x y', 'bar2')],
  [['**/**'], keeps()],
  [['bar/**'], drops('bar/x', 'bar/y/z', 'bar/y/foo')],
  [['bar/*'], drops('bar/x', 'bar/y/z', 'bar/y/foo')],
  [['**/y/**'], drops('bar/y/z', 'bar/y/foo')],
  [['sub/**/*.txt'], drops('sub/a.txt', 'sub/b.txt', 'sub/deep/a.txt')],
  [['sub/**.txt'], drops()],
  [['!d'], drops()],
  [['d/*', '!d/foo/bar'], drops('d/d/d/a', 'd/d/a', 'd/a', 'd/.h')],
  [['*', '!*/a'], keeps('foo.d/a', 'd/a')],
  [['*', '!**/a', 'd'], keeps('a', 'foo.d/a', 'd/d/d/a', 'd/d/a', 'd/a')],
  [['bar/y', '!bar/y/z', 'bar/y/*'], drops('bar/y/z', 'bar/y/foo')],
  [['x y'], drops('x y')],
  [['"x y"'], drops()],
  [['é/*'], drops('é/ü')],
  [['.'], drops()],
  [['/'], drops()],
  [['*', '!.'], keeps()],
  [['sub', '!sub/empty'], drops('sub/a.txt', 'sub/b.txt', 'sub/deep/a.txt', 'sub/deep/c[1]')],
  [['e/f'], drops()],
  [['e', '!e/f'], drops()],
  [['\\*'], drops()],
  [['a**'], drops('a', 'ab', 'a.b')],
  [['[!a]'], drops('a')],
  [['d/d', '!d', 'd/d/d'], drops('d/d/d/a', 'd/d/a')],
  [['sub/deep/c[[]1]'], drops('sub/deep/c[1]')],
  [['**/foo*', '!bar/**/foo'], drops('foo', 'foo.d/a', 'foo.d/foo', 'd/foo/bar/q')],
  [
    ['[^a]', 'd', '![a-c]*/sub/*.d', '.*/z'],
    drops('b', 'd/d/d/a', 'd/d/a', 'd/a', 'd/.h', 'é/ü', 'd/foo/bar/q'),
  ],
  [['!z/b**/\\a', '**a', '[a-c]*/a', '!/d/a*'], drops('a', 'foo.d/a', 'd/d/d/a', 'd/d/a')],
  [['**a/e/**a', '!.*/d/*', '!/**a', 'b/z'], drops()],
  [['a/*.d/b**', '/**foo'], drops('foo', 'bar/y/foo', 'foo.d/foo', 'd/foo/bar/q')],
  [['!**/d'], drops()],
  [['![ab]/f?o/foo'], drops()],
  [['bar/foo', '!**foo/**a/[^a]', '!?'], drops()],
  [['sub/a.?', 'bar/[ab]/y', 'f?o/d'], drops()],
  [['!/.*/*.txt/[^a]'], drops()],
  [['!y/sub/deep'], drops()],
  [['!sub', '!*.d/a', '!sub/[ab]/?', 'b**/d/.'], drops()],
  [['z'], drops()],
];

describe('IgnoreMatcher', () => {
  it.each(cases)('%j', (lines, kept) => {
    const matcher = new IgnoreMatcher(lines.join('\n'));
    expect(paths.filter((path) => !matcher.match(path).isIgnored)).toEqual(kept);
  });

  it.each(cases)('%j skips no folder that holds something', (lines, kept) => {
    const matcher = new IgnoreMatcher(lines.join('\n'));
    const folders = paths.flatMap((path) => {
      const parts = path.split('/');
      return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    });
    const skipped = folders.filter((folder) => matcher.canSkip(folder, matcher.match(folder)));
    expect(kept.filter((path) => skipped.some((folder) => path.startsWith(`${folder}/`)))).toEqual(
      [],
    );
  });

  it.each(['[a', 'a\\', '!', '[]a]', '[a-', '[z-a]'])('refuses %s with its line', (pattern) => {
    expect(() => new IgnoreMatcher(`# comment\nfine\n${pattern}\n`)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_SYNTAX',
        range: expect.objectContaining({ start: { line: 3, column: 1 } }) as unknown,
      }),
    );
  });

  it('names the line that decides, an exception too', () => {
    const matcher = new IgnoreMatcher('# logs\n*.log\n\nbuild/\n!build/keep\n');
    const lineOf = (path: string) => matcher.match(path).line?.line;
    expect(['x.log', 'build/a/b', 'build/keep', 'src/x.log', 'other'].map(lineOf)).toEqual([
      2,
      4,
      5,
      undefined,
      undefined,
    ]);
    expect(matcher.match('build/keep').isIgnored).toBe(false);
  });

  it('skips folders without exceptions below them', () => {
    const matcher = new IgnoreMatcher('node_modules\nbuild\n!build/keep/*.txt\n');
    const skips = (path: string) => matcher.canSkip(path, matcher.match(path));
    expect(['node_modules', 'build', 'build/keep', 'build/other', 'src'].map(skips)).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('gives the same verdicts when they are handed down', () => {
    const matcher = new IgnoreMatcher('a\n!a/b/c\na/b\n');
    const a = matcher.matchBelow(undefined, 'a');
    const b = matcher.matchBelow(a, 'a/b');
    expect(matcher.matchBelow(b, 'a/b/c')).toEqual(matcher.match('a/b/c'));
    expect(matcher.match('a/b/c').isIgnored).toBe(false);
  });

  // One possibility after the other, these would take longer than anybody waits.
  it('answers hostile patterns', () => {
    const matcher = new IgnoreMatcher(`${'*a'.repeat(60)}b\n${'**/a/'.repeat(60)}c\n`);
    expect(matcher.match('a'.repeat(4000)).isIgnored).toBe(false);
    expect(matcher.match('a/'.repeat(500) + 'b').isIgnored).toBe(false);
  });
});
