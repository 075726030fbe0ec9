import type { HistoryEntry, ImageConfig } from '../../../../../shared/model/image';
import { imageTime, withHistoryTimes } from '../plan/history-times';

/** A layer of this build and when it was made. */
export interface TimedLayer {
  readonly diffId: string;
  readonly createdAt: string;
}

/**
 * The image's config: layers, times and the labels that were asked for. `epochSeconds`
 * (SOURCE_DATE_EPOCH) is the image's time, and no entry of the history is younger.
 */
export function finishConfig(
  planned: ImageConfig,
  layers: ReadonlyArray<TimedLayer>,
  options: {
    readonly labels: Readonly<Record<string, string>>;
    readonly epochSeconds: number | null;
  },
): ImageConfig {
  const base = planned.rootfs.diff_ids;
  const times = [...base.map(() => null), ...layers.map((layer) => layer.createdAt)];
  const epoch = options.epochSeconds === null ? null : isoSeconds(options.epochSeconds);
  const history = withHistoryTimes(planned.history, times).map((entry) => notAfter(entry, epoch));
  const created = epoch ?? imageTime(history);
  const { config } = planned;
  const withLabels =
    Object.keys(options.labels).length === 0
      ? config
      : { ...config, Labels: { ...config.Labels, ...options.labels } };
  return {
    ...planned,
    ...(created === undefined ? {} : { created }),
    config: withLabels,
    rootfs: { type: 'layers', diff_ids: [...base, ...layers.map((layer) => layer.diffId)] },
    history,
  };
}

function notAfter(entry: HistoryEntry, epoch: string | null): HistoryEntry {
  if (epoch === null) return entry;
  const { created, ...rest } = entry;
  const isEarlier = created !== undefined && Date.parse(created) <= Date.parse(epoch);
  return isEarlier ? entry : { created: epoch, ...rest };
}

/** As Go prints whole seconds. */
function isoSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
