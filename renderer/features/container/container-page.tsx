import type { ReactNode } from 'react';

import type { ContainerSummary } from '../../../shared/model/container';
import {
  attempt,
  deleteContainer,
  snapshotContainer,
  startContainer,
  stopContainer,
} from '../../state/actions';
import { lifeActs } from '../../state/container-acts';
import { busyContainersStore, containersStore, isRunning } from '../../state/containers';
import { back, navigate, type ContainerTab } from '../../state/navigation';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { ContainerStateDot } from '../../ui/container-state';
import { EmptyState } from '../../ui/empty-state';
import { MenuButton } from '../../ui/menu';
import { Page, PageHead } from '../../ui/page';
import { Skeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { useText } from '../../ui/text';
import { ContainerChanges } from './container-changes';
import { ContainerDetails } from './container-details';
import { ContainerFiles } from './container-files';
import { ContainerLogs } from './container-logs';
import { ContainerUsage } from './container-usage';
import styles from './container.module.css';
import { TimelinePanel } from './timeline/timeline-panel';

/** Everything about one container. The terminal is another feature's and is handed in. */
export function ContainerPage(props: {
  readonly id: string;
  readonly tab: ContainerTab;
  readonly terminal: (container: ContainerSummary) => ReactNode;
}) {
  const { t } = useText();
  const containers = useStore(containersStore);
  const busy = useStore(busyContainersStore).has(props.id);
  if (containers.kind === 'loading') {
    return (
      <Page>
        <PageHead title={t('containers.title')} onBack={back} />
        <Skeleton />
      </Page>
    );
  }
  const container =
    containers.kind === 'ready' ? containers.value.find((one) => one.id === props.id) : undefined;
  if (container === undefined) {
    return (
      <Page>
        <PageHead title={t('containers.title')} onBack={back} />
        <EmptyState title={t('containers.gone')}>
          <Button onClick={back}>{t('common.back')}</Button>
        </EmptyState>
      </Page>
    );
  }
  const running = isRunning(container);
  return (
    <Page>
      <PageHead
        title={container.name}
        subtitle={
          <span className={styles['subtitle']}>
            <ContainerStateDot container={container} />
            <span>{container.imageName}</span>
          </span>
        }
        onBack={back}
      >
        <MenuButton
          label={t('common.more')}
          items={[
            ...lifeActs(container, t),
            {
              key: 'delete',
              text: t('containers.delete'),
              icon: 'trash',
              danger: true,
              run: () => {
                deleteContainer(container);
                back();
              },
            },
          ]}
        />
        {running ? (
          <Button
            icon="stop"
            disabled={busy}
            onClick={() => attempt(() => stopContainer(container))}
          >
            {t('containers.stop')}
          </Button>
        ) : (
          <Button
            icon="start"
            disabled={busy}
            onClick={() => attempt(() => startContainer(container))}
          >
            {t('containers.start')}
          </Button>
        )}
        <Button onClick={() => navigate({ kind: 'review', id: container.id })}>
          {t('containers.review')}
        </Button>
        <Button
          look="primary"
          icon="snapshot"
          title="Ctrl S"
          onClick={() => attempt(() => snapshotContainer(container))}
        >
          {t('containers.snapshot')}
        </Button>
      </PageHead>
      <Tabs
        label={container.name}
        current={props.tab}
        tabs={[
          { key: 'terminal', text: t('containers.terminal') },
          { key: 'logs', text: t('containers.logs') },
          { key: 'usage', text: t('containers.usage') },
          { key: 'files', text: t('containers.files') },
          { key: 'changes', text: t('containers.changes') },
          { key: 'timeline', text: t('containers.timeline') },
          { key: 'details', text: t('common.details') },
        ]}
        onChange={(tab) => navigate({ kind: 'container', id: container.id, tab })}
      >
        {props.tab === 'terminal' ? props.terminal(container) : null}
        {props.tab === 'logs' ? <ContainerLogs container={container} /> : null}
        {props.tab === 'usage' ? <ContainerUsage container={container} /> : null}
        {props.tab === 'files' ? <ContainerFiles container={container} /> : null}
        {props.tab === 'changes' ? <ContainerChanges container={container} /> : null}
        {props.tab === 'timeline' ? <TimelinePanel container={container} /> : null}
        {props.tab === 'details' ? <ContainerDetails container={container} /> : null}
      </Tabs>
    </Page>
  );
}
