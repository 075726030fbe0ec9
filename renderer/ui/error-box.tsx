import type { ReactNode } from 'react';

import type { WireError } from '../../shared/errors';
import styles from './error-box.module.css';
import { Tag } from './tag';
import { useText } from './text';

/** What failed, on what, and the next step; the code for those who look it up. */
export function ErrorBox(props: {
  readonly error: WireError;
  /** Text that stands over it, when the headline of the code would say less. */
  readonly title?: string;
  readonly actions?: ReactNode;
  readonly bare?: boolean;
}) {
  const { t } = useText();
  const { error } = props;
  return (
    <div className={styles['box']} data-bare={props.bare === true ? '' : undefined} role="alert">
      <div className={styles['head']}>
        <strong>{props.title ?? t(`error.code.${error.code}`)}</strong>
        <Tag>{error.code}</Tag>
      </div>
      <p className={styles['message']}>{error.message}</p>
      {error.hint === undefined || error.hint === '' ? null : (
        <p className={styles['hint']}>{error.hint}</p>
      )}
      {props.actions === undefined ? null : (
        <div className={styles['actions']}>{props.actions}</div>
      )}
    </div>
  );
}
