import { formatBytes } from '../../shared/text/format';
import type { LayerSummary } from '../../shared/model/layer';
import styles from './layer-rows.module.css';
import { layerColour } from './layer-strip';
import { useText } from './text';

/** The layers of an image, top one first, each in its colour with what it did and what it weighs. */
export function LayerRows(props: {
  readonly layers: ReadonlyArray<LayerSummary>;
  readonly onPoint?: (index: number | null) => void;
  readonly onPick?: (index: number) => void;
}) {
  const { t } = useText();
  return (
    <ol className={styles['layers']}>
      {props.layers
        .map((layer, index) => ({ layer, index }))
        .reverse()
        .map(({ layer, index }) => {
          const content = (
            <>
              <span className={styles['colour']} style={{ background: layerColour(index) }} />
              <span className={styles['text']}>
                <code className={styles['command']} title={layer.command}>
                  {layer.command === '' ? t('image.unknownCommand') : cleanCommand(layer.command)}
                </code>
                <span className={styles['counts']}>
                  {layer.fileCount === null ? null : t('image.files', { n: layer.fileCount })}
                  {layer.whiteoutCount === null || layer.whiteoutCount === 0
                    ? null
                    : ` · ${t('image.whiteouts', { n: layer.whiteoutCount })}`}
                </span>
              </span>
              <span className={styles['size']}>{formatBytes(layer.sizeBytes)}</span>
            </>
          );
          return (
            <li
              key={`${layer.diffId}-${index}`}
              onPointerEnter={() => props.onPoint?.(index)}
              onPointerLeave={() => props.onPoint?.(null)}
            >
              {props.onPick === undefined ? (
                <div className={styles['layer']}>{content}</div>
              ) : (
                <button
                  type="button"
                  className={styles['layer']}
                  onClick={() => props.onPick?.(index)}
                >
                  {content}
                </button>
              )}
            </li>
          );
        })}
    </ol>
  );
}

/** `RUN …` as it was written: what builders put around it is no help to people. */
export function cleanCommand(command: string): string {
  return command
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^(RUN )?(\|\d+ .*?)?\/bin\/sh -c /, 'RUN ')
    .replace(/\s*# buildkit$/, '')
    .trim();
}
