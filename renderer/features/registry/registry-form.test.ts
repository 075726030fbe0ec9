import { describe, expect, it } from 'vitest';

import { allowsPlain, formOf, moved, rulesOf } from './registry-form';

describe('the form of a registry', () => {
  const moves: ReadonlyArray<readonly [string, number, -1 | 1, string]> = [
    ['down', 0, 1, 'bac'],
    ['up', 2, -1, 'acb'],
    ['not over the top', 0, -1, 'abc'],
    ['not under the end', 2, 1, 'abc'],
  ];
  it.each(moves)('moves a mirror: %s', (_name, index, step, expected) =>
    expect(moved(['a', 'b', 'c'], index, step).join('')).toBe(expected),
  );

  it('keeps what was set, without empty lines, and sets nothing that was not', () => {
    const rules = { mirrors: ['m'], insecure: false, caFile: '/ca.pem' };
    expect(rulesOf(formOf('r', rules))).toEqual(rules);
    const untouched = { ...formOf('r', {}), mirrors: [' m ', ''] };
    expect(rulesOf(untouched)).toEqual({ mirrors: ['m'], caFile: '' });
  });

  it('plain HTTP goes by the place until it is decided', () => {
    expect(allowsPlain(formOf('localhost:5000', {}))).toBe(true);
    expect(allowsPlain(formOf('registry.example', {}))).toBe(false);
    expect(allowsPlain(formOf('localhost:5000', { insecure: false }))).toBe(false);
    expect(allowsPlain(formOf('registry.example', { insecure: true }))).toBe(true);
  });
});
