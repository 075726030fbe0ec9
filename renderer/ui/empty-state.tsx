import type { ReactNode } from 'react';

import styles from './empty-state.module.css';

/** What stands where there is nothing yet: what would be here, and how it comes. */
export function EmptyState(props: {
  readonly title: string;
  readonly text?: ReactNode;
  readonly mark?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles['empty']}>
      {props.mark}
      <h2 className={styles['title']}>{props.title}</h2>
      {props.text === undefined ? null : <p className={styles['text']}>{props.text}</p>}
      {props.children === undefined ? null : (
        <div className={styles['actions']}>{props.children}</div>
      )}
    </div>
  );
}
