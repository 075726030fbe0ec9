import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { IgnoreMatcher } from '../ignore/ignore-matcher';
import { parseDockerfile } from '../stages/parse-dockerfile';
import { planBuild } from '../stages/plan';
import { lintDockerfile, type LintResult } from './lint';
import type { LintOptions } from './model';
import { lintRules } from './rules';

const amd64 = { os: 'linux', architecture: 'amd64' };
const pages = path.resolve('docs/reference/checks');

function lint(
  text: string,
  options: Partial<LintOptions> & { readonly ignoreText?: string } = {},
): LintResult {
  const { ignoreText, ...others } = options;
  const dockerfile = parseDockerfile(text);
  const buildArgs = others.buildArgs ?? new Map<string, string>();
  const settings = { buildArgs, target: undefined, buildPlatform: amd64, targetPlatform: amd64 };
  return lintDockerfile(dockerfile, {
    plan: planBuild(dockerfile, settings),
    buildArgs,
    targetPlatform: amd64,
    ...(ignoreText === undefined ? {} : { ignore: new IgnoreMatcher(ignoreText) }),
    ...others,
  });
}

const found = (result: LintResult): ReadonlyArray<string> =>
  result.findings.map(({ rule, range }) => `${rule} ${range.start.line}`);

const baseImage: LintOptions['baseImage'] = (reference) => ({
  environment: ['FROM_IMAGE=1'],
  shell: reference === 'with-shell' ? ['/bin/bash', '-c'] : [],
  platform: reference === 'arm-only-image' ? { os: 'linux', architecture: 'arm64' } : amd64,
});

/** The first code block below a heading of a rule's page. */
function example(page: string, heading: string): string | undefined {
  const section = page.split(`## ${heading}\n`)[1];
  return section?.split('```')[1]?.replace(/^\w*\n/, '');
}

describe('the pages of the rules', () => {
  it('exist for every rule and no other', () => {
    const names = readdirSync(pages).filter((name) => /^[a-z].*\.md$/.test(name));
    expect(names.sort()).toEqual(lintRules.map(({ page }) => `${page}.md`).sort());
  });

  it.each(lintRules)('$name: the bad example is found, the good one is not', ({ name, page }) => {
    const text = readFileSync(path.join(pages, `${page}.md`), 'utf8');
    expect(text.startsWith(`# ${name}\n`)).toBe(true);
    const ignoreText = example(text, 'With this .dockerignore');
    const rulesIn = (heading: string) =>
      lint(example(text, heading) ?? '', { ignoreText, baseImage }).findings.map(
        ({ rule }) => rule,
      );
    expect(rulesIn('Bad')).toContain(name);
    expect(rulesIn('Good')).toEqual([]);
  });
});

describe('lintDockerfile', () => {
  it.each<readonly [string, string, ReadonlyArray<string>]>([
    ['nothing', 'FROM alpine\nRUN x\nCMD ["y"]', []],
    ['lowercase files', 'from alpine as a\nrun x', []],
    ['FROM in capitals, as not', 'FROM alpine as a', ['FromAsCasing 1']],
    ['as in capitals, from not', 'from alpine AS a', ['FromAsCasing 1']],
    ['mixed case only once', 'From alpine as a\nRUN x', ['ConsistentInstructionCasing 1']],
    ['a tie of cases', 'FROM alpine\nrun x', ['ConsistentInstructionCasing 2']],
    [
      'several copies of a name',
      'FROM x AS a\nFROM x AS a\nFROM x AS A',
      ['DuplicateStageName 2', 'DuplicateStageName 3', 'StageNameCasing 3'],
    ],
    [
      'all but the last CMD',
      'FROM x\nCMD ["a"]\nCMD ["b"]\nCMD ["c"]',
      ['MultipleInstructionsDisallowed 2', 'MultipleInstructionsDisallowed 3'],
    ],
    ['one CMD per stage', 'FROM x AS a\nCMD ["a"]\nFROM a\nCMD ["b"]', []],
    [
      'a health check twice',
      'FROM x\nHEALTHCHECK NONE\nHEALTHCHECK CMD y',
      ['MultipleInstructionsDisallowed 2'],
    ],
    ['CMD behind SHELL', 'FROM x\nSHELL ["a"]\nCMD y', []],
    ['CMD behind SHELL of the base stage', 'FROM x AS a\nSHELL ["a"]\nFROM a\nCMD y', []],
    ['the first relative WORKDIR only', 'FROM x\nWORKDIR a\nWORKDIR b', ['WorkdirRelativePath 2']],
    ['WORKDIR behind one of the base stage', 'FROM x AS a\nWORKDIR /a\nFROM a\nWORKDIR b', []],
    [
      'old pairs',
      'FROM x\nENV a b\nLABEL c d',
      ['LegacyKeyValueFormat 2', 'LegacyKeyValueFormat 3'],
    ],
    [
      'secrets',
      'FROM x\nARG API_KEY PUBLIC_KEY MONKEY KEY_FILE\nENV github_token=1 keys=2',
      ['SecretsUsedInArgOrEnv 2', 'SecretsUsedInArgOrEnv 3'],
    ],
    ['no args in FROM', 'ARG A=alpine\nFROM $A$B', ['UndefinedArgInFrom 2']],
    ['predefined args in FROM', 'FROM --platform=$BUILDPLATFORM x:$TARGETARCH', []],
    ['a bad default', 'ARG A\nFROM x:$A', ['InvalidDefaultArgInFrom 2']],
    ['a default that is no name', 'ARG A=UPPER\nFROM $A', ['InvalidDefaultArgInFrom 2']],
    ['a named platform', 'FROM --platform=linux/arm64 x AS build-arm64', []],
    [
      'ports',
      'FROM x\nENV P=1:2/UDP\nEXPOSE 80/Tcp $P',
      ['ExposeInvalidFormat 3', 'ExposeProtoCasing 3', 'ExposeProtoCasing 3'],
    ],
    ['an ARG of another place', 'ARG A=1\nFROM x\nUSER $A\nARG A\nUSER $A', ['UndefinedVar 3']],
    ['variables of an unknown image', 'FROM x\nUSER $SOMETHING', []],
    ['a misspelled variable', 'FROM x\nUSER $PTAH', ['UndefinedVar 2']],
    ['args of the base stage', 'FROM x AS a\nARG A\nFROM a\nUSER u$A', []],
    ['several in scratch', 'FROM scratch\nCOPY $A ${B:-x} /', ['UndefinedVar 2', 'UndefinedVar 2']],
    ['no variables of shells', 'FROM scratch\nRUN echo $A\nCMD ["$B"]', []],
  ])('finds %s', (_name, text, expected) => {
    expect(found(lint(text))).toEqual(expected);
  });

  it('knows the environment and the shell of an image at hand', () => {
    const text = 'FROM with-shell\nUSER $FROM_IMAGE$OTHER\nCMD x';
    const result = lint(text, { baseImage });
    expect(result.findings.map(({ message }) => message)).toEqual([
      "Usage of undefined variable '$OTHER'",
    ]);
  });

  it('suggests what may have been meant', () => {
    const { findings } = lint(
      'ARG VARIANT=1\nFROM alpine:${VARAINT} AS a\nENV FOO=1\nUSER $FOOO\nexpose 80/TCP',
    );
    expect(findings.map(({ rule, suggestion }) => [rule, suggestion])).toEqual([
      ['UndefinedArgInFrom', 'VARIANT'],
      ['InvalidDefaultArgInFrom', undefined],
      ['UndefinedVar', '$FOO'],
      ['ConsistentInstructionCasing', 'EXPOSE'],
      ['ExposeProtoCasing', '80/tcp'],
    ]);
  });

  it.each<readonly [string, string, ReadonlyArray<string>, boolean]>([
    [
      'for the file',
      '# check=skip=JSONArgsRecommended\nFROM x\nWORKDIR a\nCMD y',
      ['WorkdirRelativePath 3'],
      false,
    ],
    ['for all rules', '# check=skip=all\nFROM x\nWORKDIR a\nCMD y', [], false],
    ['with errors', '# check=error=true\nFROM x\nCMD y', ['JSONArgsRecommended 3'], true],
    ['with errors but nothing found', '# check=error=true\nFROM x', [], false],
    [
      'up to the first space',
      '# check=skip=JSONArgsRecommended, WorkdirRelativePath ;error=true\nFROM x\nCMD y',
      [],
      false,
    ],
    [
      'for one instruction',
      'FROM x\n# check=skip=JSONArgsRecommended\nCMD y\nENTRYPOINT z',
      ['JSONArgsRecommended 4'],
      false,
    ],
    [
      'for one stage name',
      '# check=skip=JSONArgsRecommended\n\n# check=skip=StageNameCasing\nFROM x AS A\nFROM x AS B',
      ['StageNameCasing 5'],
      false,
    ],
    [
      'for experimental rules',
      '# check=experimental=all\n# hello\nFROM x AS a',
      ['InvalidDefinitionDescription 3'],
      false,
    ],
  ])('honours # check= %s', (_name, text, expected, failsBuild) => {
    const result = lint(text);
    expect([found(result), result.failsBuild]).toEqual([expected, failsBuild]);
  });

  it("lets the caller replace the file's own configuration", () => {
    const text = '# check=skip=all\nFROM x\nCMD y';
    const result = lint(text, { config: 'error=true' });
    expect([found(result), result.failsBuild]).toEqual([['JSONArgsRecommended 3'], true]);
  });

  it('names rules that do not exist', () => {
    expect(lint('# check=skip=JsonArgsRecomended,Foo\nFROM x').unknownRules).toEqual([
      'JsonArgsRecomended (did you mean JSONArgsRecommended?)',
      'Foo',
    ]);
  });

  it.each(['foo=bar', 'skip', 'error=maybe', 'skip=A;x'])('refuses # check=%s', (option) => {
    expect(() => lint(`# check=${option}\nFROM x`)).toThrow(
      expect.objectContaining({
        code: 'DOCKERFILE_SYNTAX',
        range: expect.objectContaining({ start: { line: 1, column: 1 } }) as unknown,
      }),
    );
  });

  it('checks the chosen stages only', () => {
    const text = 'FROM x AS a\nCMD y\nFROM x AS b\nCMD y';
    expect(found(lint(text, { stages: [1] }))).toEqual(['JSONArgsRecommended 4']);
  });

  it.each([
    ['a file', '*.md', 'COPY README.md /', 1],
    ['a file in a folder', '# c\ntmp', 'ADD ./tmp/x y /', 2],
    ['the whole context', '*', 'COPY . /', 1],
  ])('names the line of .dockerignore that excludes %s', (_name, ignoreText, copy, line) => {
    const { findings } = lint(`FROM x\n${copy}`, { ignoreText });
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(new RegExp(`excluded by \\.dockerignore \\(line ${line}\\)$`)),
    ]);
  });

  it.each([
    ['exceptions', '*\n!x', 'COPY y /'],
    ['another stage', '*', 'COPY --from=a x /'],
    ['a download', '*', 'ADD https://example.com/x /'],
    ['other files', 'tmp', 'COPY src . /'],
  ])('passes with %s', (_name, ignoreText, copy) => {
    expect(lint(`FROM x\n${copy}`, { ignoreText }).findings).toEqual([]);
  });
});
