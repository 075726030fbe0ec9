import { useEffect, useMemo, useRef, type ReactNode } from 'react';

import { useText } from '../../ui/text';
import styles from './editor.module.css';
import { highlight } from './highlight';

export interface MarkedLine {
  readonly line: number;
  readonly kind: 'running' | 'failed';
}

/** The height of a line, in the editor's own font size. */
const lineEm = 1.55;

/**
 * The Dockerfile with line numbers and colours. What is typed lies in a transparent text area over
 * the coloured text, so that everything a text area can do works.
 */
export function Editor(props: {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly marked: ReadonlyArray<MarkedLine>;
  readonly jump: { readonly line: number; readonly number: number } | null;
  /** What stands under a line, e.g. why it failed. */
  readonly note: { readonly line: number; readonly content: ReactNode } | null;
}) {
  const { t } = useText();
  const lines = useMemo(() => highlight(props.text), [props.text]);
  const marks = new Map(props.marked.map((mark) => [mark.line, mark.kind]));
  const scrollRef = useRef<HTMLDivElement>(null);
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const { jump, note } = props;
  const noteLine = note?.line ?? null;
  useEffect(() => {
    if (noteLine === null) return;
    const line = scrollRef.current?.querySelector(`[data-line="${noteLine}"]`);
    line?.scrollIntoView({ block: 'center' });
  }, [noteLine]);
  useEffect(() => {
    if (jump === null) return;
    const line = scrollRef.current?.querySelector(`[data-line="${jump.line}"]`);
    line?.scrollIntoView({ block: 'center' });
    const area = areaRef.current;
    if (area === null) return;
    const start = offsetOfLine(area.value, jump.line);
    area.focus({ preventScroll: true });
    area.setSelectionRange(start, start);
  }, [jump]);
  return (
    <div ref={scrollRef} className={styles['editor']}>
      <div className={styles['sheet']}>
        <div className={styles['code']} aria-hidden="true">
          {lines.map((tokens, index) => (
            <div
              key={index}
              className={styles['line']}
              data-line={index + 1}
              data-mark={marks.get(index + 1)}
            >
              <span className={styles['number']}>{index + 1}</span>
              <span className={styles['text']}>
                {tokens.map((token, at) => (
                  <span key={at} className={styles[token.kind]}>
                    {token.text}
                  </span>
                ))}
                {'\n'}
              </span>
            </div>
          ))}
        </div>
        <textarea
          ref={areaRef}
          className={styles['area']}
          aria-label={t('build.editor')}
          value={props.text}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          onChange={(event) => props.onChange(event.target.value)}
        />
        {note === null ? null : (
          <div className={styles['note']} style={{ top: `${note.line * lineEm}em` }}>
            {note.content}
          </div>
        )}
      </div>
    </div>
  );
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let at = 1; at < line; at += 1) {
    const next = text.indexOf('\n', offset);
    if (next < 0) return text.length;
    offset = next + 1;
  }
  return offset;
}
