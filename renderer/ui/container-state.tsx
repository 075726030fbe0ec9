import type { ContainerSummary } from '../../shared/model/container';
import { StateDot } from './tag';
import { useText } from './text';

/** What SIGTERM and SIGKILL leave behind: Stop, not a failure. */
const stopCodes: ReadonlySet<number> = new Set([137, 143]);

/** The state of a container: a lit lamp while it runs, and always the word. */
export function ContainerStateDot(props: {
  readonly container: Pick<ContainerSummary, 'state' | 'exitCode' | 'health'>;
}) {
  const { t } = useText();
  const { state, exitCode, health } = props.container;
  switch (state) {
    case 'running':
      return (
        <StateDot tone={health === 'unhealthy' ? 'bad' : 'running'}>
          {t('container.state.running')}
          {health === null || health === undefined ? null : ` (${t(`health.${health}`)})`}
        </StateDot>
      );
    case 'paused':
      return <StateDot tone="warn">{t('container.state.paused')}</StateDot>;
    case 'created':
      return <StateDot tone="off">{t('container.state.created')}</StateDot>;
    case 'dead':
      return <StateDot tone="bad">{t('container.state.dead')}</StateDot>;
    case 'exited':
      if (exitCode === null || exitCode === 0) {
        return <StateDot tone="off">{t('container.state.exited')}</StateDot>;
      }
      return (
        <StateDot tone={stopCodes.has(exitCode) ? 'off' : 'bad'}>
          {t('container.state.exitedCode', { code: String(exitCode) })}
        </StateDot>
      );
  }
}
