import { expect, it } from 'vitest';
import { PathFlags } from './path-flags';

it('PathFlags keeps many paths apart', () => {
  const flags = new PathFlags();
  const path = (index: number): string => `usr/share/doc/package-${index % 977}/file-${index}`;
  const count = 200_000;
  for (let index = 0; index < count; index += 1) {
    expect(flags.get(path(index))).toBeUndefined();
    flags.set(path(index), index % 3 === 0);
  }
  for (let index = 0; index < count; index += 1) {
    if (flags.get(path(index)) !== (index % 3 === 0)) expect.fail(path(index));
  }
  flags.set(path(0), false);
  expect([flags.get(path(0)), flags.get('none'), flags.has(''), flags.has(path(1))]).toEqual([
    false,
    undefined,
    false,
    true,
  ]);
});
