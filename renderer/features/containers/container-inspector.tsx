import { useEffect, useState } from 'react';

import type { ContainerDetail, ContainerSummary } from '../../../shared/model/container';
import { shortDigest } from '../../../shared/text/format';
import { attempt, snapshotContainer, startContainer, stopContainer } from '../../state/actions';
import { call } from '../../state/bridge';
import { joinCommand } from '../../state/command-line';
import { busyContainersStore, isRunning } from '../../state/containers';
import { navigate } from '../../state/navigation';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { ContainerStateDot } from '../../ui/container-state';
import { CopyText } from '../../ui/copy-text';
import { MenuButton } from '../../ui/menu';
import { mountSource } from '../../state/mount-text';
import { Facts, fact, InspectorBody, SectionTitle } from '../../ui/page';
import { Time, useText } from '../../ui/text';
import { containerMenu } from './container-menu';
import styles from './containers.module.css';

/** The selected container: what runs in it, on which image, and what to do with it. */
export function ContainerInspector(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const busy = useStore(busyContainersStore).has(container.id);
  const detail = useDetail(container);
  const running = isRunning(container);
  const mounts = detail?.mounts ?? [];
  return (
    <InspectorBody>
      <header className={styles['head']}>
        <div className={styles['titleLine']}>
          <h2 className={styles['inspectorTitle']}>{container.name}</h2>
          <ContainerStateDot container={container} />
        </div>
        <CopyText text={container.id} shown={shortDigest(container.id)} label={t('common.copy')} />
      </header>
      <div className={styles['actions']}>
        <Button
          look="primary"
          icon="snapshot"
          onClick={() => attempt(() => snapshotContainer(container))}
        >
          {t('containers.snapshot')}
        </Button>
        {running ? (
          <Button
            onClick={() => navigate({ kind: 'container', id: container.id, tab: 'terminal' })}
          >
            {t('containers.terminal')}
          </Button>
        ) : (
          <Button disabled={busy} onClick={() => attempt(() => startContainer(container))}>
            {t('containers.start')}
          </Button>
        )}
        {running ? (
          <Button disabled={busy} onClick={() => attempt(() => stopContainer(container))}>
            {t('containers.stop')}
          </Button>
        ) : null}
        <MenuButton label={t('common.more')} items={containerMenu(container, t)} />
      </div>
      <Facts
        facts={[
          fact('image', t('containers.column.image'), container.imageName),
          fact('command', t('common.command'), joinCommand(container.command), true),
          fact('created', t('common.created'), <Time iso={container.createdAt} />),
          container.startedAt === null
            ? null
            : fact('started', t('containers.started'), <Time iso={container.startedAt} />),
          running || container.finishedAt === null
            ? null
            : fact('finished', t('containers.finished'), <Time iso={container.finishedAt} />),
          fact('folder', t('image.workdir'), detail?.workingDir, true),
          fact('user', t('image.user'), detail?.user, true),
          fact(
            'mounts',
            t('containers.mounts'),
            mounts.map((mount) => `${mountSource(mount)} → ${mount.target}`).join('\n'),
            true,
          ),
          fact('error', t('job.state.failed'), detail?.error),
        ]}
      />
      <section className={styles['env']}>
        <SectionTitle>{t('image.env')}</SectionTitle>
        <pre>{(detail?.env ?? []).join('\n') || t('common.none')}</pre>
      </section>
      <Button
        icon="file"
        onClick={() => navigate({ kind: 'container', id: container.id, tab: 'changes' })}
      >
        {t('containers.changes')}
      </Button>
    </InspectorBody>
  );
}

function useDetail(container: ContainerSummary): ContainerDetail | null {
  const [detail, setDetail] = useState<ContainerDetail | null>(null);
  const { id, state } = container;
  useEffect(() => {
    let current = true;
    call('containers.inspect', { name: id }).then(
      (value) => {
        if (current) setDetail(value);
      },
      () => {
        if (current) setDetail(null);
      },
    );
    return () => {
      current = false;
    };
  }, [id, state]);
  return detail?.id === id ? detail : null;
}
