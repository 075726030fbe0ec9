import { describe, expect, it } from 'vitest';
import { familiarName, familiarRepository, isReference, parseReference } from './reference';

describe('parseReference', () => {
  const hex = 'a'.repeat(64);
  it.each([
    ['ubuntu', 'docker.io/library/ubuntu:latest', 'ubuntu:latest'],
    ['ubuntu:14.04', 'docker.io/library/ubuntu:14.04', 'ubuntu:14.04'],
    ['library/ubuntu', 'docker.io/library/ubuntu:latest', 'ubuntu:latest'],
    ['docker.io/ubuntu', 'docker.io/library/ubuntu:latest', 'ubuntu:latest'],
    ['index.docker.io/ubuntu:1', 'docker.io/library/ubuntu:1', 'ubuntu:1'],
    ['docker.io/library/ubuntu:14.04', 'docker.io/library/ubuntu:14.04', 'ubuntu:14.04'],
    ['leon/app', 'docker.io/leon/app:latest', 'leon/app:latest'],
    ['docker.io/library/a/b', 'docker.io/library/a/b:latest', 'library/a/b:latest'],
    ['localhost/app', 'localhost/app:latest', 'localhost/app:latest'],
    ['docker.io/localhost/app', 'docker.io/localhost/app:latest', 'docker.io/localhost/app:latest'],
    ['localhost:5000/app:1', 'localhost:5000/app:1', 'localhost:5000/app:1'],
    ['localhost:5000', 'docker.io/library/localhost:5000', 'localhost:5000'],
    [
      'registry.example.com/team/app',
      'registry.example.com/team/app:latest',
      'registry.example.com/team/app:latest',
    ],
    ['Host/app', 'Host/app:latest', 'Host/app:latest'],
    ['[2001:db8::1]:5000/app', '[2001:db8::1]:5000/app:latest', '[2001:db8::1]:5000/app:latest'],
    [
      'a__b/c-d--e/f.g_h:V1.0-x_y',
      'docker.io/a__b/c-d--e/f.g_h:V1.0-x_y',
      'a__b/c-d--e/f.g_h:V1.0-x_y',
    ],
    [`app@sha256:${hex}`, `docker.io/library/app@sha256:${hex}`, `app@sha256:${hex}`],
    [`app:1@sha256:${hex}`, `docker.io/library/app:1@sha256:${hex}`, `app:1@sha256:${hex}`],
    ['test_image', 'docker.io/library/test_image:latest', 'test_image:latest'],
    [`${'a'.repeat(63)}`, `docker.io/library/${'a'.repeat(63)}:latest`, `${'a'.repeat(63)}:latest`],
  ])('%s', (text, name, familiar) => {
    expect(parseReference(text)).toMatchObject({ name, familiar });
    expect(familiarName(text)).toBe(familiar);
  });

  it.each([
    ['', /empty/],
    ['Ubuntu', /lower case/],
    ['ubuntu:', /tag after/],
    ['ubuntu: x', /tag may hold/],
    ['ubuntu:-x', /must not start/],
    [`ubuntu:${'x'.repeat(129)}`, /128/],
    ['a//b', /empty part/],
    ['/a', /empty part/],
    ['a/', /empty part/],
    ['example.com/', /repository is missing/],
    [':1', /repository is missing/],
    ['-a', /start and end/],
    ['a_', /start and end/],
    ['a___b', /start and end/],
    ['a..b', /start and end/],
    ['a b', /white space/],
    ['ä', /only lower-case letters/],
    ['a$b', /only lower-case letters/],
    ['exa_mple.com/a', /host name/],
    ['app@sha256:12', /digest/],
    ['app@md5:0123456789abcdef0123456789abcdef', /digest/],
    ['a'.repeat(64), /image id/],
    [`example.com/${'a/'.repeat(125)}a`, /255/],
    ['a\n', /white space/],
    ['a:1\n', /tag may hold/],
  ])('refuses %j', (text, reason) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_REFERENCE' }),
    );
    expect(() => parseReference(text)).toThrow(reason);
    expect(isReference(text)).toBe(false);
  });

  it('takes the tag from the last colon after the last slash only', () => {
    expect(parseReference('host:80/a/b')).toMatchObject({
      registry: 'host:80',
      repository: 'a/b',
      tag: 'latest',
    });
    expect(parseReference('host:80/a:2')).toMatchObject({
      registry: 'host:80',
      repository: 'a',
      tag: '2',
    });
  });

  it('names the repository without its tag', () => {
    expect(familiarRepository(parseReference('docker.io/library/ubuntu:1'))).toBe('ubuntu');
    expect(familiarRepository(parseReference('host:80/a:2'))).toBe('host:80/a');
  });
});

describe('parseReference, random texts', () => {
  const pieces = [
    'a',
    'b1',
    'A',
    '.',
    '-',
    '--',
    '_',
    '__',
    '/',
    ':',
    '@',
    'localhost',
    'docker.io',
    'library',
    '5000',
    'sha256:',
    '0f',
    ' ',
    'é',
    '[::1]',
  ];

  it('either refuses with its code or gives names that mean the same again', () => {
    const random = generator(20261124);
    let valid = 0;
    for (let count = 0; count < 20_000; count += 1) {
      const length = 1 + Math.floor(random() * 9);
      const text = Array.from(
        { length },
        () => pieces[Math.floor(random() * pieces.length)] ?? '',
      ).join('');
      if (!isReference(text)) {
        expect(() => parseReference(text)).toThrow(
          expect.objectContaining({ code: 'INVALID_REFERENCE' }),
        );
        continue;
      }
      valid += 1;
      const reference = parseReference(text);
      expect(parseReference(reference.name), text).toEqual(reference);
      expect(parseReference(reference.familiar), text).toEqual(reference);
      expect(reference.repository, text).toBe(reference.repository.toLowerCase());
    }
    expect(valid).toBeGreaterThan(1000);
  });
});

/** Small seeded generator (mulberry32), so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
