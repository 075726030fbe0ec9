import { describe, expect, it } from 'vitest';
import { parseChallenges } from './challenge';

const cases: ReadonlyArray<readonly [string, ReturnType<typeof parseChallenges>]> = [
  ['', []],
  ['Basic realm="a b"', [{ scheme: 'basic', parameters: { realm: 'a b' } }]],
  [
    'Bearer realm="https://auth/token",service="reg",scope="repository:a/b:pull,push"',
    [
      {
        scheme: 'bearer',
        parameters: {
          realm: 'https://auth/token',
          service: 'reg',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
  ],
  [
    'Negotiate, Basic realm=plain , Bearer realm="q\\"q"',
    [
      { scheme: 'negotiate', parameters: {} },
      { scheme: 'basic', parameters: { realm: 'plain' } },
      { scheme: 'bearer', parameters: { realm: 'q"q' } },
    ],
  ],
  ['BEARER REALM = "x"', [{ scheme: 'bearer', parameters: { realm: 'x' } }]],
];

describe('parseChallenges', () => {
  it.each(cases)('%s', (header, expected) => {
    expect(parseChallenges(header)).toEqual(expected);
  });
});
