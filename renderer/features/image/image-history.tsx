import type { HistoryLine, ImageDetail } from '../../../shared/model/image';
import { formatBytes } from '../../../shared/text/format';
import { cleanCommand } from '../../ui/layer-rows';
import { layerColour } from '../../ui/layer-strip';
import { Time, useText } from '../../ui/text';
import styles from './image.module.css';

/** How the image came to be, newest first; what brought files wears its layer's colour. */
export function ImageHistory(props: {
  readonly image: ImageDetail;
  readonly history: ReadonlyArray<HistoryLine>;
}) {
  const { t } = useText();
  const layerOf = layerIndexes(props.history);
  return (
    <div className={styles['history']} tabIndex={0} role="region" aria-label={t('history.list')}>
      <ol>
        {props.history.map((line, index) => {
          const layer = layerOf[index] ?? null;
          return (
            <li key={index} className={styles['event']}>
              <span
                className={styles['colour']}
                data-empty={layer === null ? '' : undefined}
                style={layer === null ? {} : { background: layerColour(layer) }}
              />
              <div className={styles['eventText']}>
                <pre className={styles['command']}>
                  {cleanCommand(line.createdBy) || line.comment || t('image.unknownCommand')}
                </pre>
                {line.comment === '' || line.createdBy === '' ? null : (
                  <p className={styles['note']}>{line.comment}</p>
                )}
              </div>
              <span className={styles['eventSize']}>
                {line.emptyLayer ? t('history.empty') : formatBytes(line.sizeBytes)}
              </span>
              <span className={styles['eventTime']}>
                <Time iso={line.createdAt} />
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Which layer each line brought: lines are newest first, layers count from the bottom. */
export function layerIndexes(
  history: ReadonlyArray<Pick<HistoryLine, 'emptyLayer'>>,
): ReadonlyArray<number | null> {
  let next = history.filter((line) => !line.emptyLayer).length;
  return history.map((line) => {
    if (line.emptyLayer) return null;
    next -= 1;
    return next;
  });
}
