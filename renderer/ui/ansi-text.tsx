import { useMemo } from 'react';

import { parseAnsi } from './ansi';
import { classes } from './classes';
import styles from './ansi-text.module.css';

/** Output with the colours its program gave it. */
export function AnsiText(props: { readonly text: string }) {
  const runs = useMemo(() => parseAnsi(props.text), [props.text]);
  return runs.map((run, index) =>
    run.colour === null && !run.bold && !run.dim ? (
      run.text
    ) : (
      <span
        key={index}
        className={classes(
          run.colour === null ? null : styles[`colour${run.colour % 8}`],
          run.bold && styles['bold'],
          run.dim && styles['dim'],
        )}
      >
        {run.text}
      </span>
    ),
  );
}
