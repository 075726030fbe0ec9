import { describe, expect, it } from 'vitest';

import { doubledPlatform, repositoryOf } from './platforms';

describe('images for several platforms', () => {
  it.each([
    ['app:1', 'app'],
    ['app', 'app'],
    ['host:5000/app', 'host:5000/app'],
    ['host:5000/app:1', 'host:5000/app'],
  ])('%s is of the repository %s', (name, repository) => {
    expect(repositoryOf(name)).toBe(repository);
  });

  it('have each a platform of their own', () => {
    const of = (architecture: string) => ({ os: 'linux', architecture });
    expect(doubledPlatform([of('amd64'), of('arm64')])).toBeNull();
    expect(doubledPlatform([of('amd64'), of('arm64'), of('amd64')])).toBe('linux/amd64');
  });
});
