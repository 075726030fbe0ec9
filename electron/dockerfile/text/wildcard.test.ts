import { describe, expect, it } from 'vitest';
import { hasWildcard, matchWildcard } from './wildcard';

/** Pattern, text, and what Go's filepath.Match says. */
const cases: ReadonlyArray<readonly [string, string, boolean]> = [
  ['abc', 'abc', true],
  ['*', 'abc', true],
  ['*', 'a/b', false],
  ['*c', 'abc', true],
  ['a*/b', 'abc/b', true],
  ['a*/b', 'a/c/b', false],
  ['a*b*c*d*e*/f', 'axbxcxdxe/f', true],
  ['a*b*c*d*e*/f', 'axbxcxdxe/xxx/f', false],
  ['a*b?c*x', 'abxbbxdbxebxczzx', true],
  ['a*b?c*x', 'abxbbxdbxebxczzy', false],
  ['ab[c]', 'abc', true],
  ['ab[b-d]', 'abc', true],
  ['ab[e-g]', 'abc', false],
  ['ab[^c]', 'abc', false],
  ['ab[^e-g]', 'abc', true],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'ab', false],
  ['a?b', 'a☺b', true],
  ['a[^a]b', 'a☺b', true],
  ['a???b', 'a☺b', false],
  ['[a-ζ]*', 'α', true],
  ['a?b', 'a/b', false],
  ['a*b', 'a/b', false],
  ['[\\]a]', ']', true],
  ['[\\-x]', '-', true],
  ['[x-]', 'x', false],
  ['[-x]', 'x', false],
  ['[]a]', 'a', false],
  ['a[', 'a', false],
  ['\\', 'a', false],
  ['*x', 'xxx', true],
  ['[^a]', '/', false],
];

describe('matchWildcard', () => {
  it.each(cases)('%j on %j is %j', (pattern, text, expected) => {
    expect(matchWildcard(pattern, text)).toBe(expected);
  });

  // One possibility after the other, this would take longer than anybody waits.
  it('answers hostile patterns', () => {
    expect(matchWildcard('a*'.repeat(200) + 'b', 'a'.repeat(5000))).toBe(false);
  });
});

it.each([
  ['a', false],
  ['a*', true],
  ['a\\*', false],
  ['a?', true],
  ['[a]', true],
  ['a\\', false],
])('hasWildcard(%j) is %j', (text, expected) => {
  expect(hasWildcard(text)).toBe(expected);
});
