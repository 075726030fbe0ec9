import { describe, expect, it } from 'vitest';
import { expandInstruction } from '../instructions/expand-instruction';
import { parseDockerfile } from '../stages/parse-dockerfile';
import { startScope, withArgs, withEnv } from '../stages/scope';
import { goQuote, goQuoteNumber } from './go-format';
import { historyLine, type HistoryLine } from './history-text';

/** The history lines of a stage, with the variables of the stage. */
function history(text: string, buildArgs: Record<string, string> = {}): ReadonlyArray<HistoryLine> {
  const given = new Map(Object.entries(buildArgs));
  let scope = startScope([]);
  let shell: ReadonlyArray<string> = [];
  return (parseDockerfile(`FROM x\n${text}`).stages[0]?.instructions ?? []).flatMap((written) => {
    const { instruction } = expandInstruction(written, scope.environment);
    if (instruction.kind === 'shell') shell = instruction.shell;
    const workdir = instruction.kind === 'workdir' ? instruction.path : '/';
    const line = historyLine(instruction, { shell, scope, workdir });
    if (instruction.kind === 'env') scope = withEnv(scope, instruction.pairs);
    if (instruction.kind === 'arg') scope = withArgs(scope, instruction, new Map(), given);
    return line ?? [];
  });
}

/** Every line is one that `docker history --no-trunc` of Docker 26.1 showed. */
const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  [
    'ARG A=1\nENV B=2\nARG C\nRUN echo $A  $B\nENV A=5\nRUN ["echo","x y"]\nRUN --network=none echo   q',
    [
      'ARG A=1',
      'ENV B=2',
      'ARG C',
      'RUN |2 A=1 C=c c /bin/sh -c echo $A  $B # buildkit',
      'ENV A=5',
      'RUN |2 A=5 C=c c echo x y # buildkit',
      'RUN |2 A=5 C=c c /bin/sh -c echo   q # buildkit',
    ],
  ],
  ['ARG A=1 B= F', ['ARG A=1 B= F']],
  ['RUN', ['RUN /bin/sh -c  # buildkit']],
  ['SHELL ["/bin/bash","-ec"]\nRUN x', ['SHELL [/bin/bash -ec]', 'RUN /bin/bash -ec x # buildkit']],
  ['CMD echo  "a b"   c', ['CMD ["/bin/sh" "-c" "echo  \\"a b\\"   c"]']],
  ['CMD ["a" , "b c"]\nCMD []', ['CMD ["a" "b c"]', 'CMD []']],
  ['CMD ["\\u00e9\\n\\"","\\ud800"]', ['CMD ["é\\n\\"" "\ufffd"]']],
  ['ENTRYPOINT ["a"]', ['ENTRYPOINT ["a"]']],
  ['EXPOSE 80 443/tcp 53/udp', ['EXPOSE map[443/tcp:{} 53/udp:{} 80/tcp:{}]']],
  ['EXPOSE $U', ['EXPOSE map[]']],
  ['VOLUME /a b\nVOLUME ["/c d"]', ['VOLUME [/a b]', 'VOLUME [/c d]']],
  ['WORKDIR /a\nWORKDIR /', ['WORKDIR /a', 'WORKDIR /']],
  ['USER a:b\nSTOPSIGNAL SIGINT', ['USER a:b', 'STOPSIGNAL SIGINT']],
  ['LABEL a=b "c d"="e f"\nENV A  b c', ['LABEL a=b c d=e f', 'ENV A=b c']],
  ['MAINTAINER A "B" <c@d>', ['MAINTAINER A "B" <c@d>']],
  ['ONBUILD RUN x', []],
  [
    'HEALTHCHECK --interval=30s --timeout=3s --retries=3 CMD curl -f "http://x" || exit 1',
    [
      'HEALTHCHECK &{["CMD-SHELL" "curl -f \\"http://x\\" || exit 1"] "30s" "3s" "0s" "0s" \'\\x03\'}',
    ],
  ],
  [
    'HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=500ms --start-interval=2h --retries=10 CMD ["a","b c"]',
    ['HEALTHCHECK &{["CMD" "a" "b c"] "1m30s" "1.5s" "500ms" "2h0m0s" \'\\n\'}'],
  ],
  ['HEALTHCHECK NONE', ['HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}']],
  [
    'HEALTHCHECK --retries=39 CMD x',
    ['HEALTHCHECK &{["CMD-SHELL" "x"] "0s" "0s" "0s" "0s" \'\\\'\'}'],
  ],
  [
    'HEALTHCHECK --retries=2000 CMD x',
    ['HEALTHCHECK &{["CMD-SHELL" "x"] "0s" "0s" "0s" "0s" \'ߐ\'}'],
  ],
  [
    'ENV D=/d\nCOPY a $D/\nCOPY --chown=1:2 --chmod=644 a /x\nADD ["b c","/y z"]\nCOPY --link a /l\nCOPY <<A a <<"B" /dir/\nx $D\nA\ny $D\nB',
    [
      'ENV D=/d',
      'COPY a /d/ # buildkit',
      'COPY --chown=1:2 --chmod=644 a /x # buildkit',
      'ADD b c /y z # buildkit',
      'COPY a /l # buildkit',
      'COPY a <<A <<B /dir/ # buildkit',
    ],
  ],
  ['RUN <<EOF\necho a\necho b\nEOF', ['RUN /bin/sh -c echo a\necho b\n # buildkit']],
  ['RUN <<-EOF\n\techo t\n\t\techo u\n\tEOF', ['RUN /bin/sh -c echo t\necho u\n # buildkit']],
  ['RUN <<EOF sh\necho c\nEOF', ['RUN /bin/sh -c <<EOF sh\necho c\nEOF # buildkit']],
  [
    'RUN cat <<E1 - <<-"E2"\nx\nE1\n\ty\n\tE2',
    ['RUN /bin/sh -c cat <<E1 - <<-"E2"\nx\nE1\n\ty\nE2 # buildkit'],
  ],
  ['RUN <<EOF\n#!/bin/sh\necho a\nEOF', ['RUN /bin/sh -c /dev/pipes/EOF # buildkit']],
  ['RUN echo $((1 << 2))', ['RUN /bin/sh -c echo $((1 << 2)) # buildkit']],
];

describe('historyLine', () => {
  it.each(cases)('%s', (text, expected) => {
    expect(history(text, { C: 'c c' }).map(({ createdBy }) => createdBy)).toEqual(expected);
  });

  it('knows which instructions make layers', () => {
    const text = 'RUN x\nCOPY a b\nADD a b\nWORKDIR /a\nWORKDIR /\nENV a=b\nCMD x';
    expect(history(text).map(({ isEmptyLayer }) => isEmptyLayer)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});

describe('Go formats', () => {
  it.each([
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['\u0000\u0007\b\f\n\r\t\v\u001b\u007f', '"\\x00\\a\\b\\f\\n\\r\\t\\v\\x1b\\x7f"'],
    ['é日\u00a0\u200b\u{1f600}', '"é日\\u00a0\\u200b\u{1f600}"'],
  ])('quotes %j', (text, expected) => {
    expect(goQuote(text)).toBe(expected);
  });

  it.each([
    [97, "'a'"],
    [34, "'\"'"],
    [0x110000, "'\ufffd'"],
    [0xd800, "'\ufffd'"],
  ])('quotes the number %d', (value, expected) => {
    expect(goQuoteNumber(value)).toBe(expected);
  });
});
