import { describe, expect, it } from 'vitest';
import { isPublishedText } from './published-texts';

describe('isPublishedText', () => {
  it.each([
    ['var/lib/apt/lists/deb.example.org_dists_Translation-en', true],
    ['usr/share/doc/postgresql/examples.gz', true],
    ['usr/local/share/man/man1/npm.1', true],
    ['usr/lib/node_modules/npm/docs/output/using-npm/npmrc.html', true],
    ['srv/app/node_modules/pg/README.md', true],
    ['usr/local/lib/npm/package/docs/content/npmrc.md', true],
    ['opt/tool/man/man5/toolrc.5', true],
    ['usr/share/man/zh_CN/man1/ls.1', true],
    ['usr/share/perl/5.36.0/HTTP/Tiny.pm', true],
    ['usr/lib/x86_64-linux-gnu/perl-base/IO/Socket.pm', true],
    ['usr/lib/python3/dist-packages/requests/api.py', true],
    ['usr/local/lib/python3.11/site-packages/app/settings.py', false],
    ['srv/app/man/notes', false],
    ['srv/app/README.md', false],
    ['srv/app/docs/setup.html', false],
    ['srv/app/node_modules/pg/lib/config.js', false],
    ['srv/app/.npmrc', false],
    ['home/me/usr/share/doc/x', false],
  ])('%s: %s', (path, expected) => {
    expect(isPublishedText(path)).toBe(expected);
  });
});
