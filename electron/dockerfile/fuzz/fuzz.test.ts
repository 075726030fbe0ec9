import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DarkroomError, type SourceRange } from '../../../shared/errors';
import {
  cutExcerpt,
  expandInstruction,
  expandWord,
  formatExcerpt,
  historyLine,
  IgnoreMatcher,
  lintDockerfile,
  parseDockerfile,
  parseSource,
  planBuild,
  runCommand,
  startScope,
  withArgs,
  withEnv,
} from '../dockerfile';
import { slowExpand } from './slow-expand';
import { slowIgnored } from './slow-ignore';
import { slowLogicalLines } from './slow-lines';

/** Texts made of pieces, so that most of them mean something. */
const assembled = (pieces: ReadonlyArray<string>, maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...pieces) }, fc.string({ maxLength: 3 })),
      {
        maxLength,
      },
    )
    .map((parts) => parts.join(''));

/** The error of ours that `action` throws; anything else that is thrown fails the test. */
function refusal<Result>(action: () => Result): Result | DarkroomError {
  try {
    return action();
  } catch (error) {
    if (error instanceof DarkroomError) return error;
    throw error;
  }
}

const runs = { numRuns: 1500 };
const expansionPieces =
  'a b A E U $ ${ } $A ${A} ${U} ${A:-x} ${U- ${A:+ ${E:? ${A# ${A## ${A% ${A%% ${A/ ${A// / : * ? \\ \' " - _ $$ ${1} é \\* \\/ \\} .'.split(
    ' ',
  );

describe('expansion', () => {
  it('agrees with a slow reading of the rules', () => {
    const variables = new Map([
      ['A', 'a/b*ab.é'],
      ['E', ''],
      ['_', 'x'],
    ]);
    fc.assert(
      fc.property(assembled([...expansionPieces, ' '], 12), (text) => {
        const result = refusal(() => expandWord(text, variables).text);
        expect(result instanceof DarkroomError ? undefined : result).toEqual(
          slowExpand(text, variables),
        );
      }),
      { numRuns: 6000 },
    );
  });
});

const filePieces = [
  'FROM ',
  'scratch',
  '\nRUN ',
  '\nCOPY ',
  '--from=a ',
  '--mount=type=cache,target=/x ',
  '--mount=',
  '\nENV ',
  '\nARG A=1',
  '\nONBUILD ',
  '\nLABEL ',
  '\nEXPOSE ',
  '\nHEALTHCHECK --interval=1s CMD ',
  '\nVOLUME ',
  '\nCMD ',
  '\nUSER ',
  '\nWORKDIR ',
  '\nSHELL ["a"]',
  ' AS a',
  '\nFROM a\n',
  '<<E',
  '<<-"E" ',
  '\nE',
  '\nE\n',
  '\\\n',
  '\\',
  '\n',
  '\r\n',
  '# escape=`\n',
  '# check=skip=all\n',
  '\n# c\n',
  '["a", "b"]',
  '[',
  '"',
  "'",
  '$A',
  '${A:-b}',
  'k=v',
  ' ',
  'x y',
  '80',
  '\ufeff',
  '`\n',
];

const platform = { os: 'linux', architecture: 'amd64' };
const noArgs = new Map<string, string>();

/** Does with a Dockerfile all that can be done without files. */
function useDockerfile(text: string): void {
  const dockerfile = parseDockerfile(text);
  const settings = {
    buildArgs: noArgs,
    target: undefined,
    buildPlatform: platform,
    targetPlatform: platform,
  };
  const plan = planBuild(dockerfile, settings);
  lintDockerfile(dockerfile, { plan, buildArgs: noArgs, targetPlatform: platform });
  for (const { instructions } of plan.stages) {
    let scope = startScope([]);
    for (const written of instructions) {
      const { instruction } = expandInstruction(written, scope.environment, dockerfile.escape);
      historyLine(instruction, { shell: [], scope, workdir: '/' });
      if (instruction.kind === 'run') runCommand(instruction, []);
      if (instruction.kind === 'env') scope = withEnv(scope, instruction.pairs);
      if (instruction.kind === 'arg') scope = withArgs(scope, instruction, plan.globalArgs, noArgs);
    }
  }
}

function isInside(text: string, { start, end }: SourceRange): boolean {
  const lines = text.split('\n');
  const isOrdered =
    start.line < end.line || (start.line === end.line && start.column <= end.column);
  return isOrdered && start.line >= 1 && end.line <= lines.length && start.column >= 1;
}

describe('whole files', () => {
  it('throw nothing but located errors', () => {
    fc.assert(
      fc.property(fc.oneof(assembled(filePieces, 20), fc.string()), (text) => {
        const error = refusal(() => useDockerfile(text));
        if (!(error instanceof DarkroomError)) return;
        expect(error.range).toBeDefined();
        const range = error.range as SourceRange;
        expect(isInside(text, range)).toBe(true);
        formatExcerpt(cutExcerpt(text, range));
      }),
      runs,
    );
  });

  it('have every node where it says', () => {
    fc.assert(
      fc.property(assembled(filePieces, 20), (text) => {
        const tree = refusal(() => parseSource(text));
        if (tree instanceof DarkroomError) return;
        const lines = text.split('\n');
        for (const { range, keyword } of tree.nodes) {
          expect(isInside(text, range)).toBe(true);
          const { line, column } = keyword.range.start;
          const written = (lines[line - 1] ?? '').slice(column - 1);
          // A name may itself be broken by a continuation; its first piece is there in any case.
          const first = keyword.text.slice(0, Math.max(1, Math.min(1, keyword.text.length)));
          if (keyword.text !== '') expect(written.startsWith(first)).toBe(true);
        }
      }),
      runs,
    );
  });

  it('join their lines as a slow reading does', () => {
    const pieces = ['RUN a', ' b', '\\\n', '\n', '\\', '# c', '\r\n', ' ', '\t', 'ENV x=y', '\\\\'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 14 }), (parts) => {
        const text = parts.join('');
        const tree = refusal(() => parseSource(text));
        if (tree instanceof DarkroomError) return;
        expect(tree.nodes.map(({ original }) => original)).toEqual(slowLogicalLines(text));
      }),
      { numRuns: 4000 },
    );
  });

  it.each([
    ['continuation lines', 'RUN a \\\n'.repeat(50_000)],
    ['empty lines inside', `FROM x\nRUN a \\\n${'\n'.repeat(50_000)}`],
    ['nested ONBUILD', `FROM x\n${'ONBUILD '.repeat(50_000)}RUN x`],
    ['nested brackets', `FROM x\nCMD ${'['.repeat(100_000)}`],
    ['here-documents', `FROM x\nRUN ${'<<a '.repeat(5_000)}\n${'a\n'.repeat(5_000)}`],
    ['open here-documents', `FROM x\n${'RUN x << y\n'.repeat(20_000)}`],
    ['flags', `FROM x\nCOPY ${'--exclude=a '.repeat(20_000)}a b`],
    ['quotes', `FROM x\nLABEL a=${'"'.repeat(200_000)}`],
    ['spaces', `FROM x\nENV a${' '.repeat(200_000)}b`],
    ['pairs', `FROM x\nENV ${'a=$b '.repeat(20_000)}`],
    ['ports', `FROM x\nEXPOSE ${'0-65535 '.repeat(20)}`],
    ['doubling variables', `FROM x\nENV A=xxxxxxxx\n${'ENV A=$A$A\n'.repeat(100)}`],
    ['stages', `${'FROM x AS a\nFROM a\n'.repeat(2_000)}`],
    ['args', `${'ARG A=$A$B\n'.repeat(5_000)}FROM x`],
    ['one long word', `FROM ${'a'.repeat(500_000)}`],
    ['a long name of a stage', `FROM x AS ${'a-'.repeat(200_000)}`],
    ['a directive', `# syntax=${' '.repeat(200_000)}x\nFROM x`],
  ])('end, with many %s', (_name, text) => {
    expect(() => refusal(() => useDockerfile(text))).not.toThrow();
  });
});

const ignorePieces = [
  'a',
  'b',
  '/',
  '*',
  '**',
  '?',
  '[ab]',
  '[^a]',
  '[a-',
  '\\a',
  '\\w',
  '\\D',
  '\\*',
  '[\\t]',
  '!',
  '\n',
  '\\',
  '.',
  '..',
  '#',
  ' ',
  '**/',
];

describe('ignore files', () => {
  it('agree with a slow reading of the rules', () => {
    const paths = fc
      .array(fc.constantFrom('a', 'b', 'ab', 'a.b', 'ba'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(
        fc
          .array(fc.constantFrom(...ignorePieces), { maxLength: 14 })
          .map((parts) => parts.join('')),
        paths,
        (text, path) => {
          const matcher = refusal(() => new IgnoreMatcher(text));
          if (matcher instanceof DarkroomError) {
            expect(matcher.range).toBeDefined();
            expect(slowIgnored(text, path)).toBeUndefined();
            return;
          }
          const { isIgnored } = matcher.match(path);
          expect(isIgnored).toBe(slowIgnored(text, path));
          const folders = path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'));
          for (const folder of folders.slice(1)) {
            const isSkipped = matcher.canSkip(folder, matcher.match(folder));
            expect(isSkipped && !isIgnored).toBe(false);
          }
        },
      ),
      { numRuns: 6000 },
    );
  });
});
