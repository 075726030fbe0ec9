import type { HistoryLine } from '../../../../shared/model/image';
import type { ImageRecord } from '../../../store/store';

/** Docker prints this where an entry has no image of its own. */
const missingId = '<missing>';

/** How an image was made, newest first. Layers that the history does not know come out on top. */
export function historyLines({ summary, config }: ImageRecord): ReadonlyArray<HistoryLine> {
  const layers = [...summary.layers];
  const known = config.history.map((entry): Omit<HistoryLine, 'id'> => {
    const emptyLayer = entry.empty_layer === true;
    return {
      createdAt: entry.created ?? config.created ?? summary.createdAt,
      createdBy: entry.created_by ?? '',
      sizeBytes: emptyLayer ? 0 : (layers.shift()?.sizeBytes ?? 0),
      comment: entry.comment ?? '',
      emptyLayer,
    };
  });
  const unknown = layers.map((layer): Omit<HistoryLine, 'id'> => ({
    createdAt: summary.createdAt,
    createdBy: '',
    sizeBytes: layer.sizeBytes,
    comment: '',
    emptyLayer: false,
  }));
  return [...known, ...unknown]
    .reverse()
    .map((line, index) => ({ id: index === 0 ? summary.id : missingId, ...line }));
}
