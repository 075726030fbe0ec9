import type { NamedFiles, StepCause } from '../../../../../shared/model/step-cause';
import type { CacheRecord } from '../../../../store/store';
import type { BuildSession } from '../step-context';
import { buildKey } from './build-key';

/** What a step was made from, in short: enough to say what is different the next time. */
export interface StepFacts {
  readonly instruction: string;
  readonly parent: string;
  /** Path to the start of its digest; null when there are too many to keep. */
  readonly files: Readonly<Record<string, string>> | null;
  /** All files in one; null while they have not been read. */
  readonly filesKey: string | null;
}

/** Files whose digests are kept for naming what changed. */
export const keptFiles = 2000;
/** Changed files that are named; the rest is counted. */
const namedFiles = 20;

/** Where a step stands: the same for the next build of the same Dockerfile in the same context. */
export interface StepPlace {
  readonly contextPath: string;
  readonly dockerfile: string;
  readonly stage: string;
  readonly position: number;
}

type Session = Pick<BuildSession, 'store' | 'noCache'>;

/** Why a step has to run although it may have run before. */
export function missCause(session: Session, place: StepPlace, facts: StepFacts): StepCause {
  if (session.noCache) return { kind: 'cacheOff' };
  const before = readFacts(session, place);
  if (before === null) return { kind: 'first' };
  if (before.parent !== facts.parent) {
    return { kind: place.position === 0 ? 'baseImage' : 'earlierStep' };
  }
  if (before.instruction !== facts.instruction) return { kind: 'instruction' };
  if (before.filesKey === facts.filesKey) return { kind: 'notKept' };
  if (before.files === null || facts.files === null) return { kind: 'files', files: null };
  return { kind: 'files', files: changedFiles(before.files, facts.files) };
}

/** The facts as the cache remembers them for the next build. */
export function factsRecord(place: StepPlace, facts: StepFacts): CacheRecord {
  return {
    key: placeKey(place),
    diffId: null,
    createdBy: JSON.stringify(facts),
    createdAt: new Date().toISOString(),
  };
}

function readFacts(session: Session, place: StepPlace): StepFacts | null {
  const record = session.store.cache.get(placeKey(place));
  if (record === null) return null;
  try {
    return JSON.parse(record.createdBy) as StepFacts;
  } catch {
    return null;
  }
}

function placeKey(place: StepPlace): string {
  return `last:${buildKey('place', place.contextPath, place.dockerfile, place.stage, place.position)}`;
}

type ChangedFiles = Extract<StepCause, { readonly kind: 'files' }>['files'];

/** Null when the digests, shortened as they are, do not show it. */
function changedFiles(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): ChangedFiles {
  const inBoth = Object.keys(now).filter((path) => before[path] !== undefined);
  const changed = inBoth.filter((path) => before[path] !== now[path]);
  const added = Object.keys(now).filter((path) => before[path] === undefined);
  const removed = Object.keys(before).filter((path) => now[path] === undefined);
  if (changed.length + added.length + removed.length === 0) return null;
  return { changed: named(changed), added: named(added), removed: named(removed) };
}

function named(paths: ReadonlyArray<string>): NamedFiles {
  return { count: paths.length, names: paths.slice(0, namedFiles) };
}
