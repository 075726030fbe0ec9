import { describe, expect, it } from 'vitest';
import { parseDockerfile } from './parse-dockerfile';

describe('parseDockerfile', () => {
  it('collects stages and the ARGs before them', () => {
    const dockerfile = parseDockerfile(
      'ARG A\nFROM x AS One\nUSER u\nARG B\n\nFROM y\nRUN <<E\nz\nE\n',
    );
    expect(dockerfile.metaArgs).toHaveLength(1);
    expect(
      dockerfile.stages.map(({ index, name, instructions, range }) => ({
        index,
        name,
        kinds: instructions.map(({ kind }) => kind),
        lines: [range.start.line, range.end.line],
      })),
    ).toEqual([
      { index: 0, name: 'one', kinds: ['user', 'arg'], lines: [2, 4] },
      { index: 1, name: undefined, kinds: ['run'], lines: [6, 9] },
    ]);
  });

  it.each([
    ['nothing', '', 'DOCKERFILE_EMPTY', 1],
    ['no stage', 'ARG A=1\n', 'DOCKERFILE_STAGE', 1],
    ['an instruction before FROM', 'ARG A\nENV A=1\nFROM x', 'DOCKERFILE_STAGE', 2],
    ['an unknown instruction', 'FROM x\nFOO y', 'DOCKERFILE_INSTRUCTION', 2],
    ['a foreign frontend', '# syntax=example.com/other:1\nFROM x', 'NOT_SUPPORTED', 1],
    ['a frontend of a similar name', '# syntax=docker/dockerfile-foo\nFROM x', 'NOT_SUPPORTED', 1],
  ])('refuses %s', (_name, text, code, line) => {
    expect(() => parseDockerfile(text)).toThrow(
      expect.objectContaining({
        code,
        range: expect.objectContaining({
          start: expect.objectContaining({ line }) as unknown,
        }) as unknown,
      }),
    );
  });

  it.each([
    'docker/dockerfile',
    'docker/dockerfile:1.9-labs',
    'mirror.gcr.io/docker/dockerfile:1.3-labs',
    'docker.io/docker/dockerfile:1@sha256:abc',
    'docker/dockerfile-upstream:master',
    'localhost:5000/docker/dockerfile:1 # comment',
  ])('accepts # syntax=%s', (name) => {
    expect(parseDockerfile(`# syntax=${name}\nFROM x`).stages).toHaveLength(1);
  });
});
