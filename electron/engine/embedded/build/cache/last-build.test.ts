import { expect, it } from 'vitest';
import type { CacheRecord } from '../../../../store/store';
import { causeText } from './cause-text';
import { factsRecord, missCause, type StepFacts } from './last-build';

const place = { contextPath: '/c', dockerfile: '/c/Dockerfile', stage: 's', position: 1 };
const facts: StepFacts = {
  instruction: 'i',
  parent: 'p',
  files: { a: '1', b: '2' },
  filesKey: 'k',
};

type Session = Parameters<typeof missCause>[0];

function session(noCache = false): Session {
  const records = new Map<string, CacheRecord>();
  const cache = {
    get: (key: string) => records.get(key) ?? null,
    put: (record: CacheRecord) => void records.set(record.key, record),
  };
  return { noCache, store: { cache } } as unknown as Session;
}

const missReason = (...given: Parameters<typeof missCause>): string =>
  causeText(missCause(...given));

const cases: ReadonlyArray<readonly [string, StepFacts, string]> = [
  ['another instruction', { ...facts, instruction: 'j' }, 'the instruction changed'],
  ['other layers below', { ...facts, parent: 'q' }, 'an earlier step ran again'],
  ['nothing', facts, 'its result is no longer in the cache'],
  [
    'a changed file',
    { ...facts, filesKey: 'l', files: { a: '1', b: '3' } },
    'b changed since the last build',
  ],
  [
    'a new file',
    { ...facts, filesKey: 'l', files: { a: '1', b: '2', c: '3' } },
    'c added since the last build',
  ],
  ['a lost file', { ...facts, filesKey: 'l', files: { a: '1' } }, 'b removed since the last build'],
  [
    'many files',
    { ...facts, filesKey: 'l', files: { a: '2', b: '3', c: '1', d: '1', e: '1', f: '1' } },
    'a, b changed; c, d and 2 more added since the last build',
  ],
  [
    'too many files to keep',
    { ...facts, filesKey: 'l', files: null },
    'the files it copies changed',
  ],
];

it.each(cases)('says why: %s', (_name, now, reason) => {
  const build = session();
  build.store.cache.put(factsRecord(place, facts));
  expect(missReason(build, place, now)).toBe(reason);
});

it('says nothing the first time', () => {
  expect(missReason(session(), place, facts)).toBe('');
});

it('says that the base image changed for the first step of a stage', () => {
  const build = session();
  build.store.cache.put(factsRecord({ ...place, position: 0 }, facts));
  expect(missReason(build, { ...place, position: 0 }, { ...facts, parent: 'q' })).toBe(
    'the base image changed',
  );
});

it('says that the cache is off', () => {
  expect(missReason(session(true), place, facts)).toBe('cache off');
});
