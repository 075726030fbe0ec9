import { describe, expect, it } from 'vitest';

import { contentSecurityPolicy, fileOfUrl, mimeTypeOf } from './renderer-files';

describe('fileOfUrl', () => {
  const cases = [
    { name: 'a file', url: 'app://darkroom/assets/index.js', file: '/r/assets/index.js' },
    { name: 'the root is the page', url: 'app://darkroom/', file: '/r/index.html' },
    {
      name: 'a query and a hash are not part of the path',
      url: 'app://darkroom/a.js?x=1#y',
      file: '/r/a.js',
    },
    { name: 'escapes are decoded', url: 'app://darkroom/a%20b.js', file: '/r/a b.js' },
    { name: 'another host', url: 'app://elsewhere/a.js', file: null },
    { name: 'another scheme', url: 'file:///etc/passwd', file: null },
    {
      name: 'dots that the URL parser resolves',
      url: 'app://darkroom/../../etc/passwd',
      file: '/r/etc/passwd',
    },
    { name: 'escaped slashes that climb', url: 'app://darkroom/..%2f..%2fetc/passwd', file: null },
    {
      name: 'escaped slashes that climb to a sibling',
      url: 'app://darkroom/..%2frest/x.js',
      file: null,
    },
    { name: 'a NUL', url: 'app://darkroom/a%00.js', file: null },
    { name: 'a backslash', url: 'app://darkroom/..%5c..%5cx', file: null },
    { name: 'a broken escape', url: 'app://darkroom/%E0%A4%A', file: null },
    { name: 'no URL at all', url: 'nonsense', file: null },
    { name: 'the folder itself', url: 'app://darkroom/%2e', file: '/r/index.html' },
  ];
  it.each(cases)('$name', ({ url, file }) => {
    expect(fileOfUrl('/r', url)).toBe(file);
  });
});

describe('mimeTypeOf', () => {
  it('knows what a bundle holds and nothing else', () => {
    expect(['/r/a.js', '/r/A.WOFF2', '/r/x.sh', '/r/noext'].map(mimeTypeOf)).toEqual([
      'text/javascript; charset=utf-8',
      'font/woff2',
      null,
      null,
    ]);
  });
});

describe('contentSecurityPolicy', () => {
  it('allows nothing inline, evaluated or remote', () => {
    const parts = contentSecurityPolicy.split('; ');
    expect(parts).toEqual(expect.arrayContaining(["script-src 'self'", "style-src 'self'"]));
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/u);
  });
});
