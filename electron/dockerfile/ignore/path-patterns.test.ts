import { describe, expect, it } from 'vitest';
import { compilePathPatterns, readPatternFile } from './path-patterns';

const cases: ReadonlyArray<{ patterns: string[]; left: string[]; kept: string[] }> = [
  {
    patterns: ['/tmp/**'],
    left: ['tmp/a', 'tmp/a/b'],
    kept: ['tmp', 'var/tmp/a'],
  },
  { patterns: ['*.log'], left: ['a.log', 'var/log/b.log', 'x.log/y'], kept: ['alog', 'var/log'] },
  { patterns: ['*_history'], left: ['root/.bash_history', '.zsh_history'], kept: ['root/history'] },
  { patterns: ['/*.log'], left: ['a.log'], kept: ['var/a.log'] },
  { patterns: ['node_modules/'], left: ['node_modules/a', 'app/node_modules/b/c'], kept: ['app'] },
  {
    patterns: ['var/cache', '!/var/cache/kept'],
    left: ['var/cache/a'],
    kept: ['var/cache/kept/b'],
  },
  { patterns: ['/a/?[0-9]'], left: ['a/x1'], kept: ['a/xx', 'a/1'] },
  { patterns: ['#x', '#a/b'], left: ['#x', '#a/b'], kept: ['b'] },
  { patterns: [], left: [], kept: ['a'] },
];

describe('compilePathPatterns', () => {
  it.each(cases)('$patterns', ({ patterns, left, kept }) => {
    const matcher = compilePathPatterns(patterns);
    const ignored = (path: string) => matcher.match(path).isIgnored;
    expect(left.filter((path) => !ignored(path))).toEqual([]);
    expect(kept.filter(ignored)).toEqual([]);
  });

  it.each(['[a', '!', 'a\nb'])('refuses %j', (pattern) => {
    expect(() => compilePathPatterns([pattern])).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });

  it('reads a file of patterns', () => {
    expect(readPatternFile('\ufeff# why\r\n*.log\r\n\n !a\n')).toEqual(['*.log', ' !a']);
  });
});
