import { describe, expect, it } from 'vitest';

import { pathOfDropped } from './dropped-path';

describe('pathOfDropped', () => {
  const cases = [
    { given: '/tmp/a b.tar', path: '/tmp/a b.tar' },
    { given: "  '/tmp/a b.tar'\n", path: '/tmp/a b.tar' },
    { given: '"/tmp/x.tar"', path: '/tmp/x.tar' },
    { given: 'file:///tmp/a%20b.tar', path: '/tmp/a b.tar' },
    { given: '~', path: '/home/leon' },
    { given: '~/x.tar', path: '/home/leon/x.tar' },
    { given: 'x.tar', path: '/home/leon/x.tar' },
    { given: '/tmp/../etc/', path: '/etc' },
    { given: 'https://example.org/x.tar', path: 'https://example.org/x.tar' },
    { given: '"', path: '/home/leon/"' },
    { given: 'file://other-host/x', path: 'file://other-host/x' },
  ];
  it.each(cases)('$given', ({ given, path }) => {
    expect(pathOfDropped(given, '/home/leon')).toBe(path);
  });
});
