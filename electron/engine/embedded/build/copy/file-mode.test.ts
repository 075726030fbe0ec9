import { expect, it } from 'vitest';
import { parseModeChange } from './file-mode';

/** `--chmod`, mode before, folder or not, mode after: what chmod(1) does with a umask of 0. */
const cases: ReadonlyArray<readonly [string, number, boolean, number]> = [
  ['755', 0o600, false, 0o755],
  ['4755', 0o600, false, 0o4755],
  ['0', 0o777, false, 0],
  ['u+x', 0o644, false, 0o744],
  ['+x', 0o644, false, 0o755],
  ['a-w', 0o666, false, 0o444],
  ['go=', 0o777, false, 0o700],
  ['u=rwX,go=rX', 0o600, false, 0o644],
  ['u=rwX,go=rX', 0o700, false, 0o755],
  ['u=rwX,go=rX', 0o600, true, 0o755],
  ['g=u', 0o640, false, 0o660],
  ['o=g-w', 0o660, false, 0o664],
  ['u+s', 0o755, false, 0o4755],
  ['g+s', 0o755, false, 0o2755],
  ['+t', 0o777, false, 0o1777],
  ['u-s', 0o6755, false, 0o2755],
  ['ug+rw,o-rwx', 0o407, false, 0o660],
];

it.each(cases)('%s on %o', (text, before, isFolder, after) => {
  expect(parseModeChange(text)(before, isFolder).toString(8)).toBe(after.toString(8));
});

it.each(['', '8', 'u', 'x+r', 'u+q', '777777', 'u=rw,', 'u==r,o'])('refuses %j', (text) => {
  expect(() => parseModeChange(text)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
  );
});
