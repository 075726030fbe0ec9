import { useEffect, useMemo, useRef } from 'react';

import { useText } from '../../ui/text';
import styles from './editor.module.css';
import { highlight } from './highlight';

export interface MarkedLine {
  readonly line: number;
  readonly kind: 'running' | 'failed';
}

/**
 * The Dockerfile with line numbers and colours. What is typed lies in a transparent text area over
 * the coloured text, so that everything a text area can do works.
 */
export function Editor(props: {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly marked: ReadonlyArray<MarkedLine>;
  readonly jump: { readonly line: number; readonly number: number } | null;
}) {
  const { t } = useText();
  const lines = useMemo(() => highlight(props.text), [props.text]);
  const marks = new Map(props.marked.map((mark) => [mark.line, mark.kind]));
  const scrollRef = useRef<HTMLDivElement>(null);
  const areaRef = useRef<HTMLTextAreaElement>(null);
  const { jump } = props;
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
