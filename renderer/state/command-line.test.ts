import { describe, expect, it } from 'vitest';

import { asCmdInstruction, joinCommand, splitCommand } from './command-line';

describe('splitCommand', () => {
  it.each([
    ['', []],
    ['/bin/bash', ['/bin/bash']],
    ['  ls   -l ', ['ls', '-l']],
    ['nginx -g "daemon off;"', ['nginx', '-g', 'daemon off;']],
    [`sh -c 'echo "$HOME"'`, ['sh', '-c', 'echo "$HOME"']],
    ['a\\ b c', ['a b', 'c']],
    ['"a\\"b"', ['a"b']],
    ['x""y', ['xy']],
    ['""', ['']],
    ['"open', ['open']],
  ])('%s', (text, expected) => {
    expect(splitCommand(text)).toEqual(expected);
  });
});

describe('joinCommand', () => {
  it.each([[['nginx', '-g', 'daemon off;']], [['sh', '-c', `echo "it's" $HOME`]], [['', 'a\\b']]])(
    '%j comes back from splitCommand',
    (words) => {
      expect(splitCommand(joinCommand(words))).toEqual(words);
    },
  );
});

it('writes a command as CMD in exec form', () => {
  expect(asCmdInstruction('/bin/sh -c "a b"')).toBe('CMD ["/bin/sh","-c","a b"]');
  expect(asCmdInstruction('  ')).toBe('');
});
