import { expect, it } from 'vitest';
import { suggest, suggestFile } from './suggest';

it.each([
  ['two letters off', 'bsae', ['run', 'base'], 'base'],
  ['too far off', 'bxyz', ['base'], undefined],
  ['the nearest', 'cop', ['from', 'copying', 'copy'], 'copy'],
  ['one that is right', 'base', ['base', 'bases'], undefined],
])('suggests %s', (_name, value, options, expected) => {
  expect(suggest(value, options)).toBe(expected);
});

it.each([
  ['pakage.json', ['README.md', 'package.json'], 'package.json'],
  ['readme.md', ['README.md'], 'README.md'],
  ['app', ['srv'], undefined],
])('suggests for the file %s', (name, files, expected) => {
  expect(suggestFile(name, files)).toBe(expected);
});
