import { describe, expect, it } from 'vitest';
import { expandInstruction } from '../instructions/expand-instruction';
import { parseDockerfile } from './parse-dockerfile';
import { defaultPath, proxyEnvironment, startScope, withArgs, withEnv } from './scope';
import type { VariableScope } from './scope';

/** Runs the ENVs and ARGs of a one-stage Dockerfile. */
function run(
  text: string,
  buildArgs: Record<string, string> = {},
  start: VariableScope = startScope([]),
): VariableScope {
  const dockerfile = parseDockerfile(`FROM scratch\n${text}`);
  const given = new Map(Object.entries(buildArgs));
  const globalArgs = new Map([['G', 'global']]);
  return (dockerfile.stages[0]?.instructions ?? []).reduce((scope, instruction) => {
    const expanded = expandInstruction(instruction, scope.environment).instruction;
    if (expanded.kind === 'env') return withEnv(scope, expanded.pairs);
    if (expanded.kind === 'arg') return withArgs(scope, expanded, globalArgs, given);
    return scope;
  }, start);
}

const variables = (scope: VariableScope): object => {
  const { PATH, ...others } = Object.fromEntries(scope.environment);
  expect(PATH).toBe(defaultPath);
  return others;
};

describe('VariableScope', () => {
  it.each<readonly [string, string, Record<string, string>, object]>([
    ['ARG with a default', 'ARG A=1', {}, { A: '1' }],
    ['ARG without a value', 'ARG A', {}, {}],
    ['ARG from the caller', 'ARG A=1', { A: '2', B: '3' }, { A: '2' }],
    ['ARG from before FROM', 'ARG G', {}, { G: 'global' }],
    ['a default over the ARG before FROM', 'ARG G=own', {}, { G: 'own' }],
    ['the caller over the ARG before FROM', 'ARG G', { G: 'given' }, { G: 'given' }],
    ['ENV behind ARG', 'ARG A=1\nENV A=2', { A: '3' }, { A: '2' }],
    ['ARG behind ENV', 'ENV A=2\nARG A=1', {}, { A: '1' }],
    ['ARG without value behind ENV', 'ENV A=2\nARG A', {}, { A: '2' }],
    ['earlier ARGs in defaults', 'ARG A=1\nARG B=$A$A', {}, { A: '1', B: '11' }],
    ['no other ARGs of the same line', 'ARG A=1 B=x$A', {}, { A: '1', B: 'x' }],
    ['no other pairs of the same line', 'ENV A=1\nENV A=2 B=$A', {}, { A: '2', B: '1' }],
    ['args of the builder itself', 'ARG BUILDKIT_SBOM_SCAN_STAGE=true', {}, {}],
  ])('%s', (_name, text, buildArgs, expected) => {
    expect(variables(run(text, buildArgs))).toEqual(expected);
  });

  it('lists every declaration of an arg, in order', () => {
    expect(run('ARG B\nARG A=1\nARG B=2').args).toEqual([
      { name: 'B', value: undefined },
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]);
  });

  it('starts with the environment of the image over that of the base stage', () => {
    const base = run('ARG A=1\nENV E=2');
    const scope = startScope(['E=2', 'A=image', 'EMPTY', 'PATH=/bin'], base);
    expect(Object.fromEntries(scope.environment)).toEqual({
      A: 'image',
      E: '2',
      EMPTY: '',
      PATH: '/bin',
    });
    expect(scope.args).toEqual([]);
    expect(startScope([], base).environment.get('A')).toBe('1');
  });
});

describe('proxyEnvironment', () => {
  it('gives both spellings of the proxies only', () => {
    const found = proxyEnvironment(
      new Map([
        ['HTTP_PROXY', 'a'],
        ['no_proxy', 'b'],
        ['OTHER', 'c'],
      ]),
    );
    expect(Object.fromEntries(found)).toEqual({
      http_proxy: 'a',
      HTTP_PROXY: 'a',
      no_proxy: 'b',
      NO_PROXY: 'b',
    });
  });
});
