import type { LayerEntry } from '../../../../../shared/model/layer';
import type { LayerFile } from '../../../../oci/layer/write-files';
import { buildKey } from '../cache/build-key';
import { findCached, putCached } from '../cache/step-cache';
import { writeDraft } from '../layers/write-draft';
import type { BuildSession } from '../step-context';
import type { TimedLayer } from './finish-config';

/**
 * `rewrite-timestamp=true`: no file of a layer this build made is younger than SOURCE_DATE_EPOCH. The
 * layers of the base image stay as they are, as in BuildKit.
 */
export async function rewriteTimes(
  session: BuildSession,
  layers: ReadonlyArray<TimedLayer>,
  epochSeconds: number,
  signal: AbortSignal,
): Promise<ReadonlyArray<TimedLayer>> {
  const rewritten: TimedLayer[] = [];
  for (const layer of layers) {
    const diffId = await rewriteLayer(session, layer.diffId, epochSeconds, signal);
    rewritten.push({ ...layer, diffId });
  }
  return rewritten;
}

async function rewriteLayer(
  session: BuildSession,
  diffId: string,
  epochSeconds: number,
  signal: AbortSignal,
): Promise<string> {
  const entries = [...session.store.layers.entries(diffId)];
  if (entries.every((entry) => !isAfter(entry, epochSeconds))) return diffId;
  const key = buildKey('rewrite-times', diffId, epochSeconds);
  const cached = await findCached(session, key);
  if (cached !== null) return cached.diffId;
  const path = session.store.paths.blob(diffId);
  const files = entries.map((entry): LayerFile => {
    const clamped = isAfter(entry, epochSeconds)
      ? { ...entry, mtimeSeconds: epochSeconds, mtimeNanos: 0 }
      : entry;
    const { dataOffset, ...rest } = clamped;
    if (entry.kind !== 'file' || entry.sizeBytes === 0) return { entry: rest };
    return dataOffset === undefined
      ? { entry: rest, content: { kind: 'member', path, member: entry.path } }
      : { entry: rest, content: { kind: 'range', path, offset: dataOffset } };
  });
  const written = await writeDraft(session, files, signal);
  const createdAt = new Date(epochSeconds * 1000).toISOString();
  putCached(session, [key], { diffId: written.diffId, createdBy: 'rewrite-timestamp', createdAt });
  return written.diffId;
}

function isAfter(entry: LayerEntry, epochSeconds: number): boolean {
  const { mtimeSeconds, mtimeNanos } = entry;
  return mtimeSeconds > epochSeconds || (mtimeSeconds === epochSeconds && mtimeNanos > 0);
}
