import type { HistoryEntry } from '../../../../../shared/model/image';

/**
 * Gives every entry its time as BuildKit's exporter does: entries with a layer the time the layer was
 * made, metadata before the first new layer that layer's time, metadata after it the time of the layer
 * before. `layerTimes` are those of all layers, bottom first.
 */
export function withHistoryTimes(
  history: ReadonlyArray<HistoryEntry>,
  layerTimes: ReadonlyArray<string | null>,
): ReadonlyArray<HistoryEntry> {
  let layer = 0;
  const withLayers = history.map((entry) => {
    if (entry.empty_layer === true) return entry;
    const time = layerTimes[layer];
    layer += 1;
    return entry.created === undefined && time != null ? { created: time, ...entry } : entry;
  });
  let created = firstNewTime(withLayers);
  let isNew = false;
  return withLayers.map((entry) => {
    if (entry.created !== undefined) {
      if (isNew) created = entry.created;
      return entry;
    }
    isNew = true;
    return created === undefined ? entry : { created, ...entry };
  });
}

function firstNewTime(history: ReadonlyArray<HistoryEntry>): string | undefined {
  let time: string | undefined;
  let isNew = false;
  for (const entry of history) {
    if (entry.created === undefined) isNew = true;
    else {
      time = entry.created;
      if (isNew) break;
    }
  }
  return time;
}

/** When an image was made: the time of its last history entry that has one. */
export function imageTime(history: ReadonlyArray<HistoryEntry>): string | undefined {
  return history.reduce<string | undefined>((time, entry) => entry.created ?? time, undefined);
}
