import type { ContainerSummary } from '../../../shared/model/container';
import { isRunning } from '../../state/containers';
import { useContainerLog } from '../../state/container-watch';
import { ErrorBox } from '../../ui/error-box';
import { LogView } from '../../ui/log-view';
import { Skeleton } from '../../ui/skeleton';
import { useText } from '../../ui/text';
import styles from './container.module.css';

/** What the container's main process wrote and goes on to write. */
export function ContainerLogs(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const { value, live, error } = useContainerLog(container);
  const following = live && isRunning(container);
  if (error !== null) {
    return (
      <div className={styles['padded']}>
        <ErrorBox error={error} />
      </div>
    );
  }
  if (value === null && !following) return <Skeleton />;
  return (
    <div className={styles['logs']}>
      <LogView
        label={t('logs.output', { name: container.name })}
        text={value ?? ''}
        empty={t('logs.empty')}
        follow={following}
        title={t(following ? 'logs.live' : 'logs.ended')}
        grow
      />
    </div>
  );
}
