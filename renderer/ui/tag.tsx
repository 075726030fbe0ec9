import type { ReactNode } from 'react';

import { classes } from './classes';
import styles from './tag.module.css';

export function Tag(props: { readonly children: ReactNode; readonly title?: string }) {
  return (
    <span className={styles['tag']} title={props.title}>
      {props.children}
    </span>
  );
}

/** A dot with a word: never colour alone. */
export function StateDot(props: {
  readonly tone: 'running' | 'good' | 'bad' | 'warn' | 'off';
  readonly children: ReactNode;
}) {
  return (
    <span className={styles['state']}>
      <span className={classes(styles['dot'], styles[props.tone])} aria-hidden="true" />
      {props.children}
    </span>
  );
}

export function Kbd(props: { readonly children: ReactNode }) {
  return <kbd className={styles['kbd']}>{props.children}</kbd>;
}
