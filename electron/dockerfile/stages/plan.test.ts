import { describe, expect, it } from 'vitest';
import { matchesTarget, planBuild, withImageTriggers } from './plan';
import { parseDockerfile } from './parse-dockerfile';
import type { BuildPlan } from './plan-model';

const amd64 = { os: 'linux', architecture: 'amd64' };

const plan = (
  text: string,
  options: {
    target?: string;
    buildArgs?: Record<string, string>;
    namedContexts?: ReadonlyArray<string>;
  } = {},
): BuildPlan =>
  planBuild(
    parseDockerfile(text),
    {
      buildArgs: new Map(Object.entries(options.buildArgs ?? {})),
      target: options.target,
      buildPlatform: amd64,
      targetPlatform: { os: 'linux', architecture: 'arm', variant: 'v7' },
    },
    options.namedContexts,
  );

const bases = (found: BuildPlan): unknown => found.stages.map(({ base }) => base);

const stagesText = `FROM alpine AS a
FROM a AS B
FROM debian AS unused
FROM scratch
COPY --from=b /x /y
RUN --mount=from=a,target=/m true
COPY --from=busybox:1 /x /z
`;

describe('planBuild', () => {
  it('finds what each stage starts from and needs', () => {
    const found = plan(stagesText);
    expect(bases(found)).toEqual([
      { kind: 'image', reference: 'alpine' },
      { kind: 'stage', index: 0 },
      { kind: 'image', reference: 'debian' },
      { kind: 'scratch' },
    ]);
    expect(found.stages.map(({ dependencies }) => dependencies)).toEqual([[], [0], [], [0, 1]]);
    expect(found.stages.map(({ title }) => title)).toEqual(['a', 'b', 'unused', 'stage-3']);
    expect([found.target, found.needed]).toEqual([3, [0, 1, 3]]);
  });

  it.each([
    ['b', 1, [0, 1]],
    ['B', 1, [0, 1]],
    ['2', 2, [2]],
    ['', 3, [0, 1, 3]],
  ])('builds the target %j', (target, index, needed) => {
    const found = plan(stagesText, { target });
    expect([found.target, found.needed]).toEqual([index, needed]);
  });

  it('matches stages by name in any case and by number', () => {
    const { stage } = plan(stagesText).stages[1] ?? { stage: undefined };
    const matches = ['b', 'B', '1', 'a', '0'].map((name) => stage && matchesTarget(stage, name));
    expect(matches).toEqual([true, true, true, false, false]);
  });

  it.each([
    ['an ARG before FROM', 'ARG I=alpine\nARG T=${I}:3\nFROM $T', {}, 'alpine:3'],
    ['a build argument', 'ARG I=alpine\nFROM $I', { I: 'debian' }, 'debian'],
    ['a default in FROM', 'FROM ${I:-alpine}', {}, 'alpine'],
    ['quotes', 'ARG I="alpine"\nFROM "$I"', {}, 'alpine'],
    ['the platform', 'FROM x:$TARGETARCH$TARGETVARIANT-$BUILDARCH', {}, 'x:armv7-amd64'],
    ['a replaced predefined arg', 'FROM x:$TARGETARCH', { TARGETARCH: 'z' }, 'x:z'],
  ])('expands FROM with %s', (_name, text, buildArgs, reference) => {
    expect(bases(plan(text, { buildArgs }))).toEqual([{ kind: 'image', reference }]);
  });

  it.each([
    ['linux/arm64', { os: 'linux', architecture: 'arm64' }],
    ['linux/arm64/v8', { os: 'linux', architecture: 'arm64' }],
    ['aarch64', { os: 'linux', architecture: 'arm64' }],
    ['LINUX/x86_64', { os: 'linux', architecture: 'amd64' }],
    ['linux/arm', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['linux', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['$BUILDPLATFORM', { os: 'linux', architecture: 'amd64' }],
    ['$TARGETPLATFORM', { os: 'linux', architecture: 'arm', variant: 'v7' }],
  ])('reads --platform=%s', (written, expected) => {
    expect(plan(`FROM --platform=${written} a`).stages[0]?.platform).toEqual(expected);
  });

  it('takes the last of several stages with one name', () => {
    const found = plan('FROM x AS a\nFROM y AS a\nFROM a\nCOPY --from=a / /');
    expect(bases(found)).toContainEqual({ kind: 'stage', index: 1 });
    expect(found.needed).toEqual([1, 2]);
  });

  it('puts named contexts in the place of stages and images', () => {
    const text =
      'FROM alpine AS a\nCOPY --from=zzz x y\nFROM docker.io/library/debian:latest\nCOPY --from=other x y\nCOPY --from=a x y\n';
    const found = plan(text, { namedContexts: ['a', 'debian', 'other'] });
    expect(bases(found)).toEqual([
      { kind: 'namedContext', name: 'a' },
      { kind: 'namedContext', name: 'debian' },
    ]);
    expect(found.stages[0]?.instructions).toEqual([]);
  });

  it('runs the triggers of a stage in the stages that start from it, once', () => {
    const text =
      'FROM x AS a\nONBUILD ENV A=1\nONBUILD COPY --from=c / /\nFROM y AS c\nFROM a AS b\nUSER u\nFROM b';
    const found = plan(text);
    const kinds = found.stages.map(({ instructions }) =>
      instructions.map(({ kind, isTrigger }) => (isTrigger ? `${kind}!` : kind)),
    );
    expect(kinds).toEqual([['onbuild', 'onbuild'], [], ['env!', 'copy!', 'user'], []]);
    expect(found.stages[2]?.dependencies).toEqual([0, 1]);
    expect(found.stages[2]?.instructions[0]?.range.start).toEqual({ line: 5, column: 1 });
  });

  it('adds the triggers of an image and the stages they need', () => {
    const before = plan('FROM x AS a\nFROM y\nUSER u');
    expect(before.needed).toEqual([1]);
    const after = withImageTriggers(before, 1, ['COPY --from=a /x /y', 'RUN <<E\nhi\nE']);
    expect(after.needed).toEqual([0, 1]);
    expect(after.stages[1]?.instructions.map(({ kind }) => kind)).toEqual(['copy', 'run', 'user']);
  });

  it('lets an unneeded stage read a later one', () => {
    expect(plan('FROM x AS a\nCOPY --from=b / /\nFROM y AS b').needed).toEqual([1]);
  });

  it.each<readonly [string, string, string | RegExp, number, object]>([
    [
      'an unknown target',
      'FROM x AS one',
      'target stage "two" could not be found',
      0,
      { target: 'two' },
    ],
    ['a misspelled target', 'FROM x AS build', /did you mean build/, 0, { target: 'buidl' }],
    ['a target number too large', 'FROM x', /could not be found$/, 0, { target: '1' }],
    ['a blank base', 'FROM x\nFROM $X', 'base name ($X) should not be blank', 2, {}],
    [
      'an empty platform',
      'FROM --platform=$X x',
      /^empty platform value from expression \$X$/,
      1,
      {},
    ],
    [
      'a misspelled platform arg',
      'FROM --platform=$TARGETPLATFROM x',
      /did you mean TARGETPLATFORM/,
      1,
      {},
    ],
    ['a bad platform', 'FROM --platform=a/b/c/d x', 'failed to parse platform a/b/c/d', 1, {}],
    [
      'a stage that reads itself',
      'FROM x AS a\nUSER u\nCOPY --from=a / /',
      'circular dependency detected on stage: a',
      3,
      {},
    ],
    [
      'a circle',
      'FROM x AS a\nRUN --mount=from=b,target=/x y\nFROM a AS b',
      'circular dependency detected on stage: a',
      2,
      {},
    ],
    [
      'a later stage',
      'FROM x AS a\nCOPY --from=b / /\nFROM y AS b\nFROM a',
      /^cannot copy from stage "b", it needs to be defined before current stage "a"$/,
      2,
      {},
    ],
    ['a stage number too large', 'FROM x\nCOPY --from=1 / /', 'invalid stage index 1', 2, {}],
    ['a negative stage number', 'FROM x\nCOPY --from=-1 / /', 'invalid stage index -1', 2, {}],
    [
      'a variable in --from',
      'FROM x\nCOPY --from=$A / /',
      /^variable expansion is not supported for --from/,
      2,
      {},
    ],
  ])('refuses %s', (_name, text, message, line, options) => {
    expect(() => plan(text, options)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_STAGE',
        message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
        range:
          line === 0
            ? undefined
            : (expect.objectContaining({
                start: expect.objectContaining({ line }) as unknown,
              }) as unknown),
      }),
    );
  });

  it.each([
    ['FROM x', "FROM isn't allowed as an ONBUILD trigger"],
    ['ONBUILD RUN x', "ONBUILD isn't allowed as an ONBUILD trigger"],
    ['MAINTAINER x', "MAINTAINER isn't allowed as an ONBUILD trigger"],
    ['RUN x\nRUN y', 'onbuild trigger should be a single expression'],
    ['FOO x', 'unknown instruction: FOO (did you mean FROM?)'],
  ])('refuses the trigger %j at FROM', (expression, message) => {
    expect(() => withImageTriggers(plan('\nFROM x'), 0, [expression])).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_INSTRUCTION',
        message,
        range: { start: { line: 2, column: 1 }, end: { line: 2, column: 6 } },
      }),
    );
  });
});
