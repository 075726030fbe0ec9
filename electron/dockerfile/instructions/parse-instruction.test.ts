import { describe, expect, it } from 'vitest';
import { parseSource } from '../parser/parse';
import type { DockerfileNode } from '../parser/nodes';
import type { Instruction } from './model';
import { parseInstruction } from './parse-instruction';

const parse = (text: string): Instruction =>
  parseInstruction(parseSource(text).nodes[0] as DockerfileNode);

describe('parseInstruction', () => {
  it.each<readonly [string, object]>([
    ['FROM alpine', { kind: 'from', image: 'alpine', name: undefined, platform: '' }],
    ['from --platform=$X a:b as Base', { image: 'a:b', name: 'base', platform: '$X' }],
    ['MAINTAINER A "B" <c>', { kind: 'maintainer', author: 'A "B" <c>' }],
    ['RUN  echo  "a"', { kind: 'run', command: { kind: 'shell', text: 'echo  "a"' } }],
    ['RUN ["a", "b c"]', { command: { kind: 'exec', args: ['a', 'b c'] } }],
    ['RUN', { command: { kind: 'shell', text: '' } }],
    ['RUN --network=none --security=insecure x', { network: 'none', security: 'insecure' }],
    ['CMD ["a"] # note', { kind: 'cmd', command: { kind: 'exec', args: ['a'] } }],
    ["CMD ['a']", { command: { kind: 'shell', text: "['a']" } }],
    ['CMD []', { command: { kind: 'exec', args: [] } }],
    ['ENTRYPOINT a b', { kind: 'entrypoint', command: { kind: 'shell', text: 'a b' } }],
    ['SHELL ["sh", "-ec"]', { kind: 'shell', shell: ['sh', '-ec'] }],
    ['EXPOSE 80 7/udp 443', { kind: 'expose', ports: ['443', '7/udp', '80'] }],
    ['VOLUME /a  /b', { kind: 'volume', paths: ['/a', '/b'] }],
    ['VOLUME ["/a b"]', { paths: ['/a b'] }],
    ['USER a:b', { kind: 'user', user: 'a:b' }],
    ['WORKDIR /a b', { kind: 'workdir', path: '/a b' }],
    ['STOPSIGNAL SIGINT', { kind: 'stopsignal', signal: 'SIGINT' }],
    ['ONBUILD run  x', { kind: 'onbuild', expression: 'run  x', trigger: 'RUN' }],
    ['onbuild COPY <<E /x\nhey\nE', { expression: 'COPY <<E /x\nhey\nE' }],
    ['ONBUILD FOO x', { expression: 'FOO x' }],
    ['ONBUILD RUN x \t ', { expression: 'RUN x \t ', original: 'ONBUILD RUN x' }],
    ['HEALTHCHECK NONE', { kind: 'healthcheck', healthCheck: { kind: 'none' } }],
    [
      'HEALTHCHECK --interval=1m30s --timeout=1.5s --retries=3 CMD ["a"]',
      {
        healthCheck: {
          kind: 'test',
          test: { kind: 'exec', args: ['a'] },
          interval: 90e9,
          timeout: 1.5e9,
          startPeriod: 0,
          startInterval: 0,
          retries: 3,
        },
      },
    ],
    [
      'COPY --chown=1:2 --chmod=u+x --link --parents --exclude=a --exclude=b --from=c x y z',
      {
        kind: 'copy',
        sources: ['x', 'y'],
        destination: 'z',
        chown: '1:2',
        chmod: 'u+x',
        link: true,
        parents: true,
        exclude: ['a', 'b'],
        from: 'c',
      },
    ],
    [
      'ADD --checksum=sha256:a --keep-git-dir=false --unpack x /',
      { kind: 'add', checksum: 'sha256:a', keepGitDir: false, unpack: true, sources: ['x'] },
    ],
    ['ADD ["a b", "/c d"]', { sources: ['a b'], destination: '/c d', unpack: undefined }],
    [
      'COPY a <<-E /d\n\tx\n\tE',
      { sources: ['a'], inlineFiles: [{ name: 'E', content: 'x\n', expand: true }] },
    ],
  ])('%s', (text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });

  it('reads pairs and declarations', () => {
    expect(parse('ENV a=1 b="x y" c=')).toMatchObject({
      pairs: [
        { key: 'a', value: '1', delimited: true },
        { key: 'b', value: '"x y"' },
        { key: 'c', value: '' },
      ],
    });
    expect(parse('LABEL a  b c ')).toMatchObject({
      pairs: [{ key: 'a', value: 'b c', delimited: false }],
    });
    expect(parse('ARG A B= C="x y"')).toMatchObject({
      declarations: [
        { name: 'A', default: undefined },
        { name: 'B', default: '' },
        { name: 'C', default: '"x y"' },
      ],
    });
  });

  it.each([
    ['FOO x', 'DOCKERFILE_INSTRUCTION', 'unknown instruction: FOO (did you mean FROM?)'],
    ['rum x', 'DOCKERFILE_INSTRUCTION', 'unknown instruction: rum (did you mean run?)'],
    ['XYZZY', 'DOCKERFILE_INSTRUCTION', 'unknown instruction: XYZZY'],
    ['FROM', 'DOCKERFILE_INSTRUCTION', 'FROM requires either one or three arguments'],
    ['FROM a as', 'DOCKERFILE_INSTRUCTION', 'FROM requires either one or three arguments'],
    ['FROM a AS 1b', 'DOCKERFILE_INSTRUCTION', /^invalid name for build stage: "1b"/],
    ['FROM --foo=x a', 'DOCKERFILE_FLAG', 'unknown flag: --foo'],
    ['COPY --chwon=1 a b', 'DOCKERFILE_FLAG', 'unknown flag: --chwon (did you mean chown?)'],
    ['COPY --chown a b', 'DOCKERFILE_FLAG', 'missing a value on flag: --chown'],
    ['COPY --chown=1 --chown=2 a b', 'DOCKERFILE_FLAG', 'duplicate flag specified: --chown'],
    ['COPY --link=x a b', 'DOCKERFILE_FLAG', /^expecting boolean value/],
    ['COPY --link= a b', 'DOCKERFILE_FLAG', 'missing a value on flag: --link'],
    ['COPY a', 'DOCKERFILE_INSTRUCTION', /^COPY requires at least two arguments/],
    ['COPY a <<E\nE', 'DOCKERFILE_INSTRUCTION', 'COPY cannot accept a heredoc as a destination'],
    ['CMD --x y', 'DOCKERFILE_FLAG', 'unknown flag: --x'],
    ['RUN --device=gpu x', 'DOCKERFILE_FLAG', 'RUN --device is not supported'],
    ['RUN --network=x y', 'DOCKERFILE_FLAG', 'invalid network mode "x"'],
    ['RUN --security=x y', 'DOCKERFILE_FLAG', 'invalid security mode "x"'],
    ['RUN --mount=from=$A,target=/x y', 'DOCKERFILE_FLAG', /'from' doesn't support variable/],
    ['ENV', 'DOCKERFILE_INSTRUCTION', 'ENV requires at least one argument'],
    ['ENV =x', 'DOCKERFILE_INSTRUCTION', 'ENV names can not be blank'],
    ['ARG =x', 'DOCKERFILE_INSTRUCTION', 'ARG names can not be blank'],
    ['EXPOSE', 'DOCKERFILE_INSTRUCTION', 'EXPOSE requires at least one argument'],
    ['VOLUME []', 'DOCKERFILE_INSTRUCTION', 'VOLUME requires at least one argument'],
    ['VOLUME [" "]', 'DOCKERFILE_INSTRUCTION', /can not be an empty string/],
    ['USER', 'DOCKERFILE_INSTRUCTION', 'USER requires exactly one argument'],
    ['SHELL bash', 'DOCKERFILE_INSTRUCTION', /JSON form$/],
    ['SHELL []', 'DOCKERFILE_INSTRUCTION', 'SHELL requires at least one argument'],
    ['ONBUILD', 'DOCKERFILE_INSTRUCTION', 'ONBUILD requires at least one argument'],
    ['ONBUILD ONBUILD RUN x', 'DOCKERFILE_INSTRUCTION', /^Chaining ONBUILD/],
    ['ONBUILD FROM x', 'DOCKERFILE_INSTRUCTION', "FROM isn't allowed as an ONBUILD trigger"],
    ['ONBUILD maintainer x', 'DOCKERFILE_INSTRUCTION', /^MAINTAINER isn't allowed/],
    ['HEALTHCHECK', 'DOCKERFILE_INSTRUCTION', 'HEALTHCHECK requires at least one argument'],
    ['HEALTHCHECK NONE x', 'DOCKERFILE_INSTRUCTION', 'HEALTHCHECK NONE takes no arguments'],
    ['HEALTHCHECK foo', 'DOCKERFILE_INSTRUCTION', 'Unknown type "FOO" in HEALTHCHECK (try CMD)'],
    ['HEALTHCHECK CMD', 'DOCKERFILE_INSTRUCTION', 'Missing command after HEALTHCHECK CMD'],
    ['HEALTHCHECK --interval=30 CMD x', 'DOCKERFILE_INSTRUCTION', /invalid duration "30"/],
    ['HEALTHCHECK --interval=1us CMD x', 'DOCKERFILE_INSTRUCTION', /cannot be less than 1ms/],
    ['HEALTHCHECK --retries=-1 CMD x', 'DOCKERFILE_INSTRUCTION', /cannot be negative/],
    ['HEALTHCHECK --retries=x CMD x', 'DOCKERFILE_INSTRUCTION', /number of retries/],
  ])('refuses %s', (text, code, message) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code,
        message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
        range: expect.objectContaining({
          start: expect.objectContaining({ line: 1 }) as unknown,
        }) as unknown,
      }),
    );
  });

  it('places errors at the flag or the word that is wrong', () => {
    expect(() => parse('COPY --link \\\n  --chwon=1 a b')).toThrow(
      expect.objectContaining({
        range: { start: { line: 2, column: 3 }, end: { line: 2, column: 11 } },
      }),
    );
  });
});
