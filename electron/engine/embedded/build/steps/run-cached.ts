import { DarkroomError } from '../../../../../shared/errors';
import type { StepCause } from '../../../../../shared/model/step-cause';
import { shareStep } from '../cache/in-flight';
import { factsRecord, missCause, type StepFacts, type StepPlace } from '../cache/last-build';
import { findCached, putCached } from '../cache/step-cache';
import type { BuildSession, StepLayer } from '../step-context';
import { buildKey } from '../cache/build-key';
import { lockAmongProcesses } from './cache-locks';
import type { MadeLayer, PreparedStep } from './prepared-step';

export interface StepIdentity {
  readonly place: StepPlace;
  readonly createdBy: string;
  readonly parent: ReadonlyArray<string>;
  /** Told as soon as it is clear that the step has to run. */
  onMiss(cause: StepCause | null): void;
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
        const { createdBy } = identity;
        const facts = factsRecord(identity.place, factsOf(prepared.facts, identity));
        putCached(session, keys, { diffId, createdAt, createdBy }, facts);
      }
      return found;
    }
    keys.push(...prepared.keys);
    if (prepared.refine === undefined) break;
    stages.push(await prepared.refine(signal));
  }
  const { make, facts } = prepared;
  if (make === undefined) throw new DarkroomError('INTERNAL', 'A step cannot be made');
  const isKnown = facts.filesKey !== null || session.noCache;
  const early = isKnown ? missCause(session, identity.place, factsOf(facts, identity)) : null;
  identity.onMiss(early);
  const stepKey = buildKey(session.store.paths.root, keys);
  const layer = await shareStep(stepKey, signal, async () => {
    // What another command is making is waited for; without the cache there is nothing to wait for.
    const lock = session.noCache
      ? null
      : await lockAmongProcesses(session.store, `step-${stepKey}`, signal);
    try {
      // another build may have finished it between the look at the cache and now
      for (const key of keys) {
        const found = await findCached(session, key);
        if (found !== null) return found;
      }
      return await remember(session, identity, { keys, facts, cause: early }, await make(signal));
    } finally {
      lock?.dispose();
    }
  });
  session.hold(layer.diffId);
  return layer;
}

/** Puts a new layer into the cache, unless its content turns out to be there already. */
async function remember(
  session: BuildSession,
  identity: StepIdentity,
  known: {
    readonly keys: ReadonlyArray<string>;
    readonly facts: Facts;
    readonly cause: StepCause | null;
  },
  made: MadeLayer,
): Promise<StepLayer> {
  const { diffId, unchanged } = made;
  if (session.noCache && made.late !== undefined)
    return rememberLater(session, identity, known, made);
  const late = await made.late?.();
  const facts = factsOf(late?.facts ?? known.facts, identity);
  const cause = late === undefined ? known.cause : missCause(session, identity.place, facts);
  const keys = [...known.keys, ...(late?.keys ?? [])];
  let layer: StepLayer = { diffId, createdAt: new Date().toISOString(), cached: false, cause };
  for (const key of late?.keys ?? []) layer = (await findCached(session, key)) ?? layer;
  if (unchanged) {
    const { createdBy } = identity;
    const record = factsRecord(identity.place, facts);
    putCached(session, keys, { ...layer, createdBy }, record);
  }
  return layer;
}

/** Without the cache nobody asks for what is remembered before the build has ended. */
function rememberLater(
  session: BuildSession,
  identity: StepIdentity,
  known: { readonly keys: ReadonlyArray<string>; readonly cause: StepCause | null },
  made: MadeLayer,
): StepLayer {
  const { diffId, unchanged } = made;
  const createdAt = new Date().toISOString();
  session.afterwards.add(async () => {
    const late = await made.late?.();
    if (late === undefined || !unchanged) return;
    const record = factsRecord(identity.place, factsOf(late.facts, identity));
    const { createdBy } = identity;
    putCached(session, [...known.keys, ...late.keys], { diffId, createdAt, createdBy }, record);
  });
  return { diffId, createdAt, cached: false, cause: known.cause };
}

type Facts = PreparedStep['facts'];

function factsOf(facts: Facts, identity: StepIdentity): StepFacts {
  return { ...facts, parent: buildKey('parent', identity.parent) };
}
