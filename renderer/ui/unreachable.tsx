import type { WireError } from '../../shared/errors';
import { Button } from './button';
import { EmptyState } from './empty-state';
import { ErrorBox } from './error-box';
import { Icon } from './icon';
import { Time, useText } from './text';
import styles from './unreachable.module.css';

/** A list that cannot be read: what, since when, and Retry. */
export function Unreachable(props: {
  readonly what: string;
  readonly error: WireError;
  readonly sinceMs: number;
  readonly onRetry: () => void;
}) {
  const { t } = useText();
  const since = t('state.since', { time: '\u0000' }).split('\u0000');
  return (
    <EmptyState
      title={t('state.unreachable', { what: props.what })}
      mark={
        <span className={styles['mark']}>
          <Icon name="warning" size={22} />
        </span>
      }
      text={
        <>
          {since[0]}
          <Time iso={new Date(props.sinceMs).toISOString()} />
          {since[1]}
        </>
      }
    >
      <div className={styles['detail']}>
        <ErrorBox
          error={props.error}
          actions={
            <Button look="primary" icon="refresh" onClick={props.onRetry}>
              {t('common.retry')}
            </Button>
          }
        />
      </div>
    </EmptyState>
  );
}
