import { useRef, useState, type PointerEvent } from 'react';
import { createPortal } from 'react-dom';

import { formatBytes } from '../../shared/text/format';
import styles from './layer-strip.module.css';
import { useText } from './text';

export interface StripPart {
  readonly key: string;
  readonly sizeBytes: number;
  readonly command: string;
}

const colours = 6;

/** The colour of a layer by its index from the bottom: the same everywhere an image stands. */
export function layerColour(index: number): string {
  return `var(--layer-${(index % colours) + 1})`;
}

/**
 * An image as its layers in proportion to their sizes, bottom layer first. Layers without content
 * keep a hair's breadth, so that none is lost. Pointing at a part names its command.
 */
export function LayerStrip(props: {
  readonly parts: ReadonlyArray<StripPart>;
  readonly height?: number;
  /** Dims the others, e.g. while the layer's row is pointed at. */
  readonly highlighted?: number | null;
  readonly onPick?: (index: number) => void;
}) {
  const { t } = useText();
  const strip = useRef<HTMLSpanElement>(null);
  const [pointed, setPointed] = useState<{ index: number; x: number; y: number } | null>(null);
  const total = props.parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const bright = pointed?.index ?? props.highlighted ?? null;
  const point = (event: PointerEvent<HTMLElement>, index: number): void => {
    const box = event.currentTarget.getBoundingClientRect();
    setPointed({ index, x: box.left + box.width / 2, y: box.top });
  };
  const shown = pointed === null ? undefined : props.parts[pointed.index];
  return (
    <span
      ref={strip}
      className={styles['strip']}
      role="img"
      aria-label={t('image.strip', { n: props.parts.length, size: formatBytes(total) })}
      style={{ height: props.height ?? 14 }}
      onPointerLeave={() => setPointed(null)}
    >
      {props.parts.map((part, index) => (
        <span
          key={`${part.key}-${index}`}
          className={styles['part']}
          data-dimmed={bright !== null && bright !== index ? '' : undefined}
          data-pick={props.onPick === undefined ? undefined : ''}
          style={{
            flexGrow: total === 0 ? 1 : part.sizeBytes / total,
            background: layerColour(index),
          }}
          onPointerEnter={(event) => point(event, index)}
          onClick={() => props.onPick?.(index)}
        />
      ))}
      {shown === undefined || pointed === null
        ? null
        : createPortal(
            <span
              className={styles['tip']}
              role="presentation"
              style={{ left: pointed.x, top: pointed.y }}
            >
              <span className={styles['chip']} style={{ background: layerColour(pointed.index) }} />
              <code>{shown.command === '' ? t('image.unknownCommand') : shown.command}</code>
              <span className={styles['size']}>{formatBytes(shown.sizeBytes)}</span>
            </span>,
            // Inside of the page's landmark, where what is read belongs.
            strip.current?.closest('main, dialog') ?? document.body,
          )}
    </span>
  );
}
