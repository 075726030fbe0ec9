import { describe, expect, it } from 'vitest';
import type { ContextEntry } from './context-columns';
import { reportContext } from './context-report';
import { contextRows } from './context-rows';
import { contextUses } from './context-uses';

const platform = { os: 'linux', architecture: 'amd64' };
const settings = { buildArgs: new Map<string, string>(), buildPlatform: platform };

function report(
  dockerfile: string,
  files: Record<string, number>,
  ignored: Record<string, number>,
) {
  const folders = new Set(
    Object.keys(files).flatMap((path) => {
      const parts = path.split('/');
      return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
    }),
  );
  const entry = (path: string, more: Partial<ContextEntry>): ContextEntry => ({
    path,
    isFolder: false,
    isLink: false,
    sizeBytes: 0,
    files: 1,
    ignoredByLine: 0,
    ...more,
  });
  return reportContext({
    entries: [
      ...[...folders].map((path) => entry(path, { isFolder: true, files: 0 })),
      ...Object.entries(files).map(([path, sizeBytes]) => entry(path, { sizeBytes })),
      ...Object.entries(ignored).map(([path, sizeBytes]) =>
        entry(path, { sizeBytes, files: 3, isFolder: true, ignoredByLine: 2 }),
      ),
    ],
    targets: new Map([['current', 'releases/7']]),
    uses: contextUses(dockerfile, { ...settings, targetPlatform: platform }),
    ignoreLines: [{ line: 2, written: 'node_modules' }],
    ignoreName: '.dockerignore',
  });
}

const files = {
  Dockerfile: 100,
  '.env': 20,
  'docs/a.md': 500,
  'docs/b.md': 400,
  'src/main.js': 300,
  'src/test/main.test.js': 50,
  'package.json': 10,
  'package-lock.json': 90,
};

const unusedOf = (dockerfile: string) =>
  report(dockerfile, files, {}).summary.unused.map(({ path, sizeBytes }) => [path, sizeBytes]);

describe('what no instruction uses', () => {
  it.each([
    ['everything is copied', 'FROM a\nCOPY . .', []],
    [
      'a folder and a pattern',
      'FROM a\nCOPY package*.json ./\nCOPY src /src',
      [
        ['docs', 900],
        ['.env', 20],
      ],
    ],
    [
      'a part of a folder',
      'FROM a\nCOPY src/test docs .env package*.json /x/',
      [['src/main.js', 300]],
    ],
    [
      'an argument in the path',
      'FROM a\nARG D=docs\nCOPY $D/a.md .env package*.json src /x/',
      [['docs/b.md', 400]],
    ],
    [
      'a mount',
      'FROM a\nRUN --mount=type=bind,source=docs,target=/d ls\nCOPY package* src .env /x/',
      [],
    ],
    [
      'another stage',
      'FROM a AS b\nCOPY docs /\nFROM a\nCOPY --from=b /src /\nCOPY src package* .env /x/',
      [],
    ],
    [
      'a file from the web',
      'FROM a\nADD https://x.test/docs /\nCOPY src package* .env /x/',
      [['docs', 900]],
    ],
  ])('%s', (_name, dockerfile, expected) => {
    expect(unusedOf(dockerfile)).toEqual(expected);
  });

  it.each([
    ['a variable of the base image', 'FROM a\nCOPY $HOME /x'],
    ['a Dockerfile that cannot be read', 'FROM'],
  ])('cannot be told: %s', (_name, dockerfile) => {
    const { summary } = report(dockerfile, files, {});
    expect([summary.isUseKnown, summary.unused]).toEqual([false, []]);
  });

  it('follows links', () => {
    const { summary } = report('FROM a\nCOPY current /x', { current: 0, 'releases/7/a': 5 }, {});
    expect(summary.unused).toEqual([]);
  });
});

it('counts what is kept back by line and takes it out of what is sent', () => {
  const { summary } = report('FROM a\nCOPY . .', files, {
    node_modules: 7000,
    'src/node_modules': 50,
  });
  expect(summary.sent).toEqual({ files: 8, sizeBytes: 1470 });
  expect(summary.byLine).toEqual([
    { line: 2, written: 'node_modules', files: 6, sizeBytes: 7050, example: 'node_modules' },
  ]);
});

it('says which line takes a path', () => {
  const all = { '.env': 1, 'keys/id_rsa': 2, 'keys/id_rsa.pub': 1 };
  const { usedBy } = report('FROM a\nCOPY keys/ /keys/', all, {});
  expect(['keys/id_rsa', '.env', 'none'].map(usedBy)).toEqual([2, null, null]);
  expect(report('FROM', all, {}).usedBy('keys/id_rsa')).toBeNull();
});

it('hands the tree out folder by folder, the largest first', () => {
  const { columns } = report('FROM a\nCOPY src /src', files, { 'src/node_modules': 7000 });
  const { rows } = contextRows(columns, null);
  expect(rows.map((row) => [row.name, row.sizeBytes, row.isFolder, row.isUnused])).toEqual([
    ['src', 7350, true, false],
    ['docs', 900, true, true],
    ['Dockerfile', 100, false, false],
    ['package-lock.json', 90, false, true],
    ['.env', 20, false, true],
    ['package.json', 10, false, true],
  ]);
  expect(
    contextRows(columns, rows[0]?.index ?? 0).rows.map((row) => [row.name, row.ignoredByLine]),
  ).toEqual([
    ['node_modules', 2],
    ['main.js', null],
    ['test', null],
  ]);
});

it('is quick on a hundred thousand files', () => {
  const many = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, n) => [`d${n % 300}/e${n % 7}/f${n}`, n % 1000]),
  );
  const { summary, columns } = report('FROM a\nCOPY d1* /x/', many, {});
  expect(summary.sent.files).toBe(100_000);
  expect(contextRows(columns, null).rows).toHaveLength(300);
});
