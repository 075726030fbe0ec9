import { describe, expect, it } from 'vitest';

import { asRepository, isImageName, snapshotName } from './reference';

describe('isImageName', () => {
  it.each([
    ['ubuntu', true],
    ['ubuntu:14.04', true],
    ['shop/api:1.4.2', true],
    ['localhost:5000/shop/api:latest', true],
    ['Registry.example.com/shop/api', true],
    ['a__b', true],
    ['Ubuntu', false],
    ['ubuntu:', false],
    ['ubuntu: 14', false],
    ['-x', false],
    ['a//b', false],
    ['', false],
  ])('%s', (name, expected) => {
    expect(isImageName(name)).toBe(expected);
  });
});

describe('asRepository', () => {
  it.each([
    ['Web Server', 'web-server'],
    ['_x_', 'x'],
    ['...', 'image'],
    ['a--b__c', 'a-b-c'],
  ])('%s', (text, expected) => {
    expect(asRepository(text)).toBe(expected);
    expect(isImageName(asRepository(text))).toBe(true);
  });
});

describe('snapshotName', () => {
  const now = new Date(2026, 10, 3, 9, 5, 7);
  it('is the container and the day', () => {
    expect(snapshotName('web', new Set(), now)).toBe('web-snapshot:2026-11-03');
  });
  it('adds the time when the day has one already', () => {
    expect(snapshotName('web', new Set(['web-snapshot:2026-11-03']), now)).toBe(
      'web-snapshot:2026-11-03-090507',
    );
  });
});
