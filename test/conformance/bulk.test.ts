import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DarkroomError } from '../../shared/errors';
import { expandWord } from '../../electron/dockerfile/dockerfile';
import { isInstalled } from '../helpers/run';
import { Docker26 } from './docker26';
import { GoldenBuild } from './golden-build';
import type { GoldenCase, GoldenOptions } from './golden-case';

const canRun = process.platform === 'linux' && (await isInstalled('crun'));
const docker = canRun ? await Docker26.find() : null;
const patienceMs = 900_000;
const counts = { words: 500, refused: 12, ignoreFiles: 40 };

const variables = new Map([
  ['A', 'a/b*ab.é'],
  ['E', ''],
  ['L', 'usr/local/lib'],
]);
const wordPieces =
  'a b x A E U L $A ${A} ${U} $L ${A:-x} ${U:-$L} ${E:-e} ${E-e} ${U-} ${A:+p} ${U:+p} ${E+p} ${L#*/} ${L##*/} ${L%/*} ${L%%/*} ${L/l/X} ${L//l/X} ${L//o?a/-} ${A#?/} ${A%.?} ${A//b/$L} ${A/\\*/s} ${A:?no} ${L:?${U}} \\$A \\a \\\\ . _ - é $$ ${ } $1 ${A!} ${A/ ${U:?gone}'.split(
    ' ',
  );
const ignorePieces =
  'a.txt|b.txt|dir|sub|one|two|empty|link-to-a|*|**|?|/|/|/|.|..|!|\n|\n|\n|[a-d]|[^a]|\\*|#| '.split(
    '|',
  );

function texts(pieces: ReadonlyArray<string>, maxLength: number, count: number, seed: number) {
  const parts = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength });
  const joined = parts.map((found) => found.join('')).filter((text) => text.trim() !== '');
  return [...new Set(fc.sample(joined, { numRuns: count, seed }))];
}

function isRefused(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch (error) {
    if (error instanceof DarkroomError) return true;
    throw error;
  }
}

/** Random words and ignore files, the same ones in every run, as Docker itself reads them. */
describe.skipIf(docker === null)('in bulk beside Docker 26.1', () => {
  let folder = '';
  let golden: GoldenBuild;
  const cases: GoldenCase[] = [];

  async function addCase(
    name: string,
    dockerfile: string,
    options: GoldenOptions = {},
    ignoreText?: string,
  ): Promise<void> {
    const own = join(folder, name);
    await mkdir(join(own, 'context'), { recursive: true });
    await writeFile(join(own, 'Dockerfile'), dockerfile);
    if (ignoreText !== undefined)
      await writeFile(join(own, 'context', '.dockerignore'), ignoreText);
    cases.push({
      name,
      folder: own,
      dockerfile,
      parent: null,
      options,
      isExplained: false,
      frontend: null,
    });
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-bulk-'));
    const words = texts(wordPieces, 5, counts.words, 1);
    const refused = words.filter((word) => isRefused(() => expandWord(word, variables)));
    const taken = words.filter((word) => !refused.includes(word));
    const env = `ENV ${[...variables].map(([name, value]) => `${name}="${value}"`).join(' ')}\n`;
    const labels = taken.map((word, index) => `LABEL r${index}=${word}\n`).join('');
    await addCase('words', `FROM base\n${env}${labels}`);
    for (const [index, word] of refused.slice(0, counts.refused).entries())
      await addCase(`refused-${index}`, `FROM base\n${env}LABEL r=${word}\n`);
    for (const [index, text] of texts(ignorePieces, 10, counts.ignoreFiles, 2).entries())
      await addCase(`ignore-${index}`, 'FROM base\nCOPY . /x/\n', { context: 'tree' }, text);
    golden = await GoldenBuild.open(cases, docker);
    if (docker !== null) await golden.askDocker(docker, cases);
  }, patienceMs);

  afterAll(async () => {
    await golden?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('words of every kind come to the same', async () => {
    const [ours, theirs] = [await golden.ours('words'), golden.dockers('words')];
    expect('config' in ours ? ours.config.Labels : ours).toEqual(
      'config' in theirs ? theirs.config.Labels : theirs,
    );
    expect(Object.keys('config' in ours ? (ours.config.Labels ?? {}) : {}).length).toBeGreaterThan(
      counts.words / 2,
    );
  });

  it('what we refuse Docker refuses', async () => {
    const names = cases.map(({ name }) => name).filter((name) => name.startsWith('refused'));
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const text = cases.find((test) => test.name === name)?.dockerfile ?? '';
      expect(await golden.ours(name), text).toHaveProperty('line', 3);
      expect(golden.dockers(name), text).toHaveProperty('line', 3);
    }
  });

  it('ignore files leave the same files', async () => {
    const names = cases.map(({ name }) => name).filter((name) => name.startsWith('ignore'));
    for (const name of names) {
      const [ours, theirs] = [await golden.ours(name), golden.dockers(name)];
      const shown = (outcome: typeof ours): unknown =>
        'files' in outcome
          ? Object.keys(outcome.files).filter((path) => !path.endsWith('ignore'))
          : 'fails';
      expect({ name, files: shown(ours) }).toEqual({ name, files: shown(theirs) });
    }
  });
});
