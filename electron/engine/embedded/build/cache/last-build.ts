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
const shownFiles = 2;

/** Where a step stands: the same for the next build of the same Dockerfile in the same context. */
export interface StepPlace {
  readonly contextPath: string;
  readonly dockerfile: string;
  readonly stage: string;
  readonly position: number;
}

type Session = Pick<BuildSession, 'store' | 'noCache'>;

/** Why a step has to run although it may have run before; '' the first time. */
export function missReason(session: Session, place: StepPlace, facts: StepFacts): string {
  if (session.noCache) return 'cache off';
  const before = readFacts(session, place);
  if (before === null) return '';
  if (before.parent !== facts.parent) {
    return place.position === 0 ? 'the base image changed' : 'an earlier step ran again';
  }
  if (before.instruction !== facts.instruction) return 'the instruction changed';
  if (before.filesKey === facts.filesKey) return 'its result is no longer in the cache';
  if (before.files === null || facts.files === null) return 'the files it copies changed';
  return changedFiles(before.files, facts.files);
}

/** Remembers the facts for the next build. */
export function rememberStep(session: Session, place: StepPlace, facts: StepFacts): void {
  session.store.cache.put({
    key: placeKey(place),
    diffId: null,
    createdBy: JSON.stringify(facts),
    createdAt: new Date().toISOString(),
  });
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

function changedFiles(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string {
  const parts: string[] = [];
  const say = (paths: ReadonlyArray<string>, verb: string): void => {
    if (paths.length === 0) return;
    const rest = paths.length - shownFiles;
    const more = rest > 0 ? ` and ${rest} more` : '';
    parts.push(`${paths.slice(0, shownFiles).join(', ')}${more} ${verb}`);
  };
  const common = Object.keys(now).filter((path) => before[path] !== undefined);
  say(
    common.filter((path) => before[path] !== now[path]),
    'changed',
  );
  say(
    Object.keys(now).filter((path) => before[path] === undefined),
    'added',
  );
  say(
    Object.keys(before).filter((path) => now[path] === undefined),
    'removed',
  );
  return parts.length === 0
    ? 'the files it copies changed'
    : `${parts.join('; ')} since the last build`;
}
