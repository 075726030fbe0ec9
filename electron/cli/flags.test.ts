import { describe, expect, it } from 'vitest';
import { UsageError } from './command';
import { parseArguments, type FlagSpecs } from './flags';

const specs: FlagSpecs = {
  all: { kind: 'switch', short: 'a', help: '' },
  pause: { kind: 'switch', short: 'p', help: '', preset: true },
  interactive: { kind: 'switch', short: 'i', help: '' },
  message: { kind: 'text', short: 'm', help: '' },
  env: { kind: 'list', short: 'e', help: '' },
};

describe('parseArguments', () => {
  const cases: ReadonlyArray<{
    readonly name: string;
    readonly words: ReadonlyArray<string>;
    readonly interspersed?: boolean;
    readonly expected: unknown;
  }> = [
    { name: 'presets', words: [], expected: [false, true, undefined, [], []] },
    {
      name: 'a switch set to false',
      words: ['--pause=false'],
      expected: [false, false, undefined, [], []],
    },
    {
      name: 'a short switch with a value',
      words: ['-p=0'],
      expected: [false, false, undefined, [], []],
    },
    { name: 'joined short switches', words: ['-ai'], expected: [true, true, undefined, [], []] },
    {
      name: 'a short option with its value joined',
      words: ['-mhi'],
      expected: [false, true, 'hi', [], []],
    },
    {
      name: 'a short option at the end of switches',
      words: ['-am', 'hi'],
      expected: [true, true, 'hi', [], []],
    },
    {
      name: 'a value that looks like an option',
      words: ['-m', '--all'],
      expected: [false, true, '--all', [], []],
    },
    {
      name: 'lists keep their order',
      words: ['-e', 'A=1', '--env=B=2'],
      expected: [false, true, undefined, ['A=1', 'B=2'], []],
    },
    {
      name: 'a lone dash is an argument',
      words: ['-', 'x'],
      expected: [false, true, undefined, [], ['-', 'x']],
    },
    {
      name: 'options after arguments',
      words: ['x', '-a'],
      expected: [true, true, undefined, [], ['x']],
    },
    {
      name: 'the first argument ends options',
      words: ['x', '-a'],
      interspersed: false,
      expected: [false, true, undefined, [], ['x', '-a']],
    },
    {
      name: 'two dashes end options',
      words: ['--', '-a'],
      expected: [false, true, undefined, [], ['-a']],
    },
  ];
  for (const { name, words, interspersed, expected } of cases) {
    it(name, () => {
      const { flags, args } = parseArguments(specs, words, interspersed ?? true);
      expect([
        flags.switch('all'),
        flags.switch('pause'),
        flags.text('message'),
        flags.list('env'),
        args,
      ]).toEqual(expected);
    });
  }

  const wrong: ReadonlyArray<readonly [string, ReadonlyArray<string>, string]> = [
    ['an unknown option', ['--nope'], 'unknown flag: --nope'],
    ['a name of every object', ['--constructor'], 'unknown flag: --constructor'],
    ['an unknown letter', ['-z'], "unknown shorthand flag: 'z' in -z"],
    ['a missing value', ['-m'], 'flag needs an argument: -m'],
    [
      'a switch with a word',
      ['--all=maybe'],
      'invalid argument "maybe" for "--all": a switch is true or false',
    ],
  ];
  for (const [name, words, message] of wrong) {
    it(`refuses ${name}`, () => {
      expect(() => parseArguments(specs, words, true)).toThrow(new UsageError(message));
    });
  }
});
