import { describe, expect, it } from 'vitest';
import { completeEnvironment, mergeEnvironment, variable } from './environment';

describe('environment', () => {
  it('replaces in place and adds at the end', () => {
    const merged = mergeEnvironment(['A=1', 'B=2'], ['B=3', 'C=', 'A=1=1']);
    expect(merged).toEqual(['A=1=1', 'B=3', 'C=']);
  });

  it.each([
    { env: ['A=1', 'A=2'], name: 'A', value: '2' },
    { env: ['A='], name: 'A', value: '' },
    { env: ['AB=1'], name: 'A', value: null },
  ])('finds $name in $env', ({ env, name, value }) => {
    expect(variable(env, name)).toBe(value);
  });

  it('adds PATH and HOME only where they are missing', () => {
    expect(completeEnvironment(['PATH=/x', 'HOME='], '/root')).toEqual(['PATH=/x', 'HOME=']);
    expect(completeEnvironment(['A=1'], '/root')).toEqual([
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'A=1',
      'HOME=/root',
    ]);
  });
});
