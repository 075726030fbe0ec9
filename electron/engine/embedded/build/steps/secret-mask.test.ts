import { describe, expect, it } from 'vitest';
import { SecretMask } from './secret-mask';

const cases: ReadonlyArray<
  readonly [name: string, secrets: string[], pieces: string[], shown: string]
> = [
  ['a value', ['hunter22\n'], ['it is hunter22!\n'], 'it is *****!\n'],
  ['a value in pieces', ['hunter22'], ['hun', 'ter', '22 and hunt'], '***** and hunt'],
  ['one that is a part of another', ['abcd', 'abcdef'], ['abcdef abcd'], '***** *****'],
  ['every line', ['first line\nsecond line\n'], ['second line, first'], '*****, first'],
  ['nothing of a short one', ['abc'], ['abc abc'], 'abc abc'],
  ['nothing without secrets', [], ['any', 'thing'], 'anything'],
];

describe('SecretMask', () => {
  it.each(cases)('masks %s', (_name, secrets, pieces, shown) => {
    const mask = new SecretMask(secrets);
    expect(pieces.map((piece) => mask.push(piece)).join('') + mask.end()).toBe(shown);
  });
});
