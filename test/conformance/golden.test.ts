import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../helpers/run';
import { Docker26 } from './docker26';
import { GoldenBuild } from './golden-build';
import { expectedOutcome, goldenCases, ourOutcome } from './golden-case';
import type { Outcome } from './outcome';

const cases = goldenCases();
/** Writes what Docker says, and what we say where that differs and is explained, into the cases' folders. */
const isRecording = process.env['DARKROOM_RECORD'] !== undefined;
/** Hundreds of builds by Docker: under a minute where nothing else runs. */
const patienceMs = 900_000;
const canRun = process.platform === 'linux' && (await isInstalled('crun'));
const docker = canRun ? await Docker26.find() : null;
const frontends = new Set(cases.flatMap(({ frontend }) => frontend ?? []));
for (const frontend of frontends)
  if ((await docker?.has(frontend)) !== true) frontends.delete(frontend);
/** Docker 26.1 knows no newer instructions by itself; then the record has to do. */
const live = cases.filter(
  ({ frontend }) => docker !== null && (frontend === null || frontends.has(frontend)),
);

it('golden cases that have an outcome of ours are those that the page of differences explains', () => {
  const own = cases.filter((test) => ourOutcome(test) !== null).map(({ name }) => name);
  expect(own).toEqual(cases.filter(({ isExplained }) => isExplained).map(({ name }) => name));
});

describe.skipIf(!canRun)('golden Dockerfiles', () => {
  let golden: GoldenBuild;

  beforeAll(async () => {
    golden = await GoldenBuild.open(cases, docker);
    if (docker === null) return;
    await golden.askDocker(docker, live);
    if (isRecording)
      for (const { name, folder } of live) await record(folder, golden.dockers(name));
  }, patienceMs);

  afterAll(() => golden?.close());

  describe('built by us are what Docker made of them', () => {
    it.concurrent.each(cases)('$name', async (test) => {
      const outcome = await golden.ours(test.name);
      if (isRecording && test.isExplained) await record(test.folder, outcome, 'ours.json');
      const expected = ourOutcome(test) ?? expectedOutcome(test);
      expect(comparable(outcome, expected)).toEqual(comparable(expected));
      if (!test.isExplained) {
        expect(missingWords(outcome, test.options.fails)).toEqual([]);
      }
    });
  });

  describe('built by Docker 26.1 now are the same', () => {
    it.for(cases)('$name', async (test, { skip }) => {
      skip(
        !live.includes(test),
        'Docker 26.1, or the frontend that the case asks for, is not here',
      );
      const theirs = golden.dockers(test.name);
      const ours = await golden.ours(test.name);
      if (!test.isExplained) {
        expect(comparable(ours, theirs)).toEqual(comparable(theirs));
        expect(missingWords(theirs, test.options.fails)).toEqual([]);
      } else {
        expect(comparable(ours, theirs)).not.toEqual(comparable(theirs));
        expect(comparable(theirs)).toEqual(comparable(expectedOutcome(test)));
      }
    });
  });
});

/** The wording of a failure is ours; its line is not. Where Docker shows none, ours has to be one. */
function comparable(outcome: Outcome | null, reference = outcome): unknown {
  if (outcome === null || !('message' in outcome)) return outcome;
  const isAnyLine = reference !== null && 'message' in reference && reference.line === null;
  return { fails: true, line: isAnyLine ? 'some' : outcome.line };
}

function missingWords(
  outcome: Outcome,
  words: ReadonlyArray<string> | undefined,
): ReadonlyArray<string> {
  if (words === undefined) return 'message' in outcome ? [`fails: ${outcome.message}`] : [];
  if (!('message' in outcome)) return ['does not fail'];
  const message = outcome.message.toLowerCase();
  return words
    .filter((word) => !message.includes(word.toLowerCase()))
    .map((word) => `“${word}” in: ${outcome.message}`);
}

async function record(folder: string, outcome: Outcome, name = 'expected.json'): Promise<void> {
  await writeFile(join(folder, name), `${JSON.stringify(outcome, null, 2)}\n`);
}
