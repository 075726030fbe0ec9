import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../shared/model/registry';
import { readEndpoints } from './endpoint';

describe('isLoopback', () => {
  const cases: ReadonlyArray<readonly [string, boolean]> = [
    ['localhost', true],
    ['localhost:5000', true],
    ['a.localhost:5000', true],
    ['127.0.0.1:5000', true],
    ['127.9.8.7', true],
    ['[::1]:5000', true],
    ['localhost.example.com', false],
    ['127.0.0.1.example.com', false],
    ['128.0.0.1', false],
    ['[::2]', false],
  ];
  it.each(cases)('%s: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));
});

describe('readEndpoints', () => {
  it('has Docker Hub under its own host', () => {
    expect(readEndpoints('docker.io', {})).toEqual([
      {
        registry: 'docker.io',
        host: 'registry-1.docker.io',
        prefix: '',
        insecure: false,
        scheme: null,
        caFile: '',
        isMirror: false,
      },
    ]);
  });

  it('asks mirrors first, each after its own rules', () => {
    const rules = {
      'docker.io': { mirrors: ['mirror.example.com/hub', 'http://10.0.0.1:5000'] },
      'mirror.example.com': { caFile: '/ca.pem' },
    };
    const found = readEndpoints('docker.io', rules).map(
      ({ registry, host, prefix, insecure, scheme, caFile, isMirror }) =>
        [registry, host, prefix, insecure, scheme, caFile, isMirror] as const,
    );
    expect(found).toEqual([
      ['mirror.example.com', 'mirror.example.com', '/hub', false, null, '/ca.pem', true],
      ['10.0.0.1:5000', '10.0.0.1:5000', '', true, 'http', '', true],
      ['docker.io', 'registry-1.docker.io', '', false, null, '', false],
    ]);
  });
});
