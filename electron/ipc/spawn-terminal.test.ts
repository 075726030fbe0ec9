import { describe, expect, it } from 'vitest';

import { argumentsFor, terminalEnvironment } from './spawn-terminal';

describe('argumentsFor', () => {
  it('attaches to the main process', () => {
    expect(argumentsFor('web', 'attach')).toEqual(['attach', 'web']);
  });

  it('starts a shell beside it', () => {
    expect(argumentsFor('web', 'exec').slice(0, 5)).toEqual([
      'exec',
      '-it',
      'web',
      '/bin/sh',
      '-c',
    ]);
  });
});

describe('terminalEnvironment', () => {
  it('keeps the user’s variables and drops the app’s', () => {
    expect(
      terminalEnvironment({
        HOME: '/home/leon',
        LANG: 'zh_CN.UTF-8',
        TERM: 'dumb',
        ELECTRON_RUN_AS_NODE: '1',
        NODE_OPTIONS: '--inspect',
        GONE: undefined,
      }),
    ).toEqual({
      HOME: '/home/leon',
      LANG: 'zh_CN.UTF-8',
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
    });
  });
});
