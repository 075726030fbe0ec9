import { describe, expect, it } from 'vitest';
import { DarkroomError } from '../../../../../shared/errors';
import { isGitUrl, parseGitUrl } from './git-context';

describe('isGitUrl', () => {
  const cases: ReadonlyArray<readonly [string, boolean]> = [
    ['https://example.org/a.git', true],
    ['https://example.org/a.git#main:web', true],
    ['https://example.org/a.tar.gz', false],
    ['https://example.org/#a.git', false],
    ['git://example.org/a', true],
    ['ssh://git@example.org/a', true],
    ['git@example.org:a/b.git', true],
    ['github.com/a/b', true],
    ['./github.com/a', false],
    ['folder.git', false],
    ['-', false],
  ];
  it.each(cases)('%s: %s', (text, expected) => expect(isGitUrl(text)).toBe(expected));
});

describe('parseGitUrl', () => {
  const cases: ReadonlyArray<readonly [string, ReturnType<typeof parseGitUrl>]> = [
    ['https://h/a.git', { repository: 'https://h/a.git', ref: '', folder: '' }],
    ['https://h/a.git#v1', { repository: 'https://h/a.git', ref: 'v1', folder: '' }],
    ['git@h:a.git#:web/app', { repository: 'git@h:a.git', ref: '', folder: 'web/app' }],
    ['github.com/a/b#m:c', { repository: 'https://github.com/a/b', ref: 'm', folder: 'c' }],
  ];
  it.each(cases)('%s', (text, expected) => expect(parseGitUrl(text)).toEqual(expected));

  it.each(['https://h/a.git#--upload-pack=x', 'https://h/a.git#m:../..'])('refuses %s', (text) => {
    expect(() => parseGitUrl(text)).toThrow(DarkroomError);
  });
});
