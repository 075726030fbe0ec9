import { useMemo } from 'react';

import styles from './diff-view.module.css';

type LineKind = 'same' | 'added' | 'deleted' | 'place';

/** A unified diff, a line of it a line, coloured and with its sign. */
export function DiffView(props: { readonly label: string; readonly unified: string }) {
  const lines = useMemo(() => diffLines(props.unified), [props.unified]);
  return (
    <div className={styles['diff']} role="region" aria-label={props.label} tabIndex={0}>
      <pre>
        {lines.map((line, index) => (
          <span key={index} className={styles['line']} data-kind={line.kind}>
            {line.text}
            {'\n'}
          </span>
        ))}
      </pre>
    </div>
  );
}

/** The lines of a unified diff without its head. */
export function diffLines(
  unified: string,
): ReadonlyArray<{ readonly kind: LineKind; readonly text: string }> {
  const lines = unified.replace(/\n$/, '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('@@'));
  if (start === -1) return [];
  return lines.slice(start).map((text) => ({ kind: kindOf(text), text }));
}

function kindOf(line: string): LineKind {
  switch (line[0]) {
    case '+':
      return 'added';
    case '-':
      return 'deleted';
    case '@':
    case '\\':
      return 'place';
    default:
      return 'same';
  }
}
