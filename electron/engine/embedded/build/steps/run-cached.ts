import { DarkroomError } from '../../../../../shared/errors';
import { shareStep } from '../cache/in-flight';
import { missReason, rememberStep, type StepPlace } from '../cache/last-build';
import { findCached, putCached } from '../cache/step-cache';
import type { BuildSession, StepLayer } from '../step-context';
import { buildKey } from '../cache/build-key';
import type { PreparedStep } from './prepared-step';

export interface StepIdentity {
  readonly place: StepPlace;
  readonly createdBy: string;
  readonly parent: ReadonlyArray<string>;
  /** Told as soon as it is clear that the step has to run. */
  onMiss(reason: string): void;
}

/**
 * A step's layer from the cache, or made and remembered: first by what needs no reading, then by
 * content, then for real.
 */
export async function runCached(
  session: BuildSession,
  first: PreparedStep,
  identity: StepIdentity,
  signal: AbortSignal,
): Promise<StepLayer> {
  const stages = [first];
  try {
    return await findOrMake(session, stages, identity, signal);
  } finally {
    for (const prepared of stages) await prepared.release?.();
  }
}

async function findOrMake(
  session: BuildSession,
  stages: PreparedStep[],
  identity: StepIdentity,
  signal: AbortSignal,
): Promise<StepLayer> {
  const keys: string[] = [];
  let prepared: PreparedStep;
  for (;;) {
    prepared = stages[stages.length - 1] as PreparedStep;
    for (const key of prepared.keys) {
      const found = await findCached(session, key);
      if (found === null) continue;
      const { diffId, createdAt } = found;
      if (keys.length > 0) {
        putCached(session, keys, { diffId, createdAt, createdBy: identity.createdBy });
        rememberStep(session, identity.place, factsOf(prepared, identity));
      }
      return found;
    }
    keys.push(...prepared.keys);
    if (prepared.refine === undefined) break;
    stages.push(await prepared.refine(signal));
  }
  const facts = factsOf(prepared, identity);
  const reason = missReason(session, identity.place, facts);
  identity.onMiss(reason);
  return shareStep(buildKey(session.store.paths.root, keys), signal, async () => {
    const made = await prepared.make?.(signal);
    if (made === undefined) throw new DarkroomError('INTERNAL', 'A step cannot be made');
    const { diffId, unchanged } = made;
    const createdAt = new Date().toISOString();
    if (unchanged) {
      putCached(session, keys, { diffId, createdAt, createdBy: identity.createdBy });
      rememberStep(session, identity.place, facts);
    }
    return { diffId, createdAt, cached: false, reason };
  });
}

function factsOf(prepared: PreparedStep, identity: StepIdentity) {
  return { ...prepared.facts, parent: buildKey('parent', identity.parent) };
}
