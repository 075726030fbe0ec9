import { describe, expect, it } from 'vitest';
import { isExample } from './examples';

describe('isExample', () => {
  it.each([
    ['http://user:pass@proxy.example.com', '/>.', true],
    ['http://user:pass@proxy', '.internal:3128', true],
    ['https://alice:8sK2x@git.example', '/', true],
    ['postgres://app:hunter2@db.test', ':5432/app', true],
    ['https://${USER}:${PASSWORD}@registry', '.corp', true],
    ['https://alice:8sK2x@git.example.corp', '/', false],
    ['https://alice:8sK2x@example.com.evil.io', '/', false],
    ['https://alice:8sK2x@git.acme.io', '/example.com', false],
    ['https://user:8sK2x@git.acme.io', '', false],
    ['postgres://app:password@db.acme.io', '', false],
    ['AKIAZ3MJ7Q5K2W8R4T6Y', ' @example.com', false],
  ])('%s%s: %s', (value, after, expected) => {
    expect(isExample(value, after)).toBe(expected);
  });
});
