import { useEffect, useState } from 'react';

import type {
  ContainerDetail,
  ContainerSummary,
  HealthReport,
} from '../../../shared/model/container';
import type { Translate } from '../../../shared/text/text';
import { call } from '../../state/bridge';
import { joinCommand } from '../../state/command-line';
import { mountSource } from '../../state/mount-text';
import { isRunning } from '../../state/containers';
import { showError } from '../../state/notices';
import { CopyText } from '../../ui/copy-text';
import { Facts, fact, SectionTitle } from '../../ui/page';
import { Time, useText } from '../../ui/text';
import { Ports } from './container-ports';
import styles from './container.module.css';

/** How the container was made and what it runs as. */
export function ContainerDetails(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const [detail, setDetail] = useState<ContainerDetail | null>(null);
  useEffect(() => {
    let current = true;
    call('containers.inspect', { name: container.id }).then((value) => {
      if (current) setDetail(value);
    }, showError);
    return () => {
      current = false;
    };
  }, [container.id, container.state]);
  if (detail === null) return null;
  const labels = Object.entries(detail.labels);
  return (
    <div className={styles['details']}>
      <section className={styles['card']}>
        <Facts
          facts={[
            fact('image', t('containers.column.image'), detail.imageName),
            fact('entry', t('image.entrypoint'), joinCommand(detail.entrypoint), true),
            fact('args', t('common.command'), joinCommand(detail.args), true),
            fact('folder', t('image.workdir'), detail.workingDir, true),
            fact('user', t('image.user'), detail.user, true),
            fact('network', t('containers.network'), detail.options.network, true),
            fact('hostname', t('containers.hostname'), detail.hostname, true),
            isRunning(container)
              ? fact('ports', t('containers.ports'), <Ports container={container} />)
              : null,
            fact('health', t('containers.health'), healthText(detail.healthReport, t)),
            fact(
              'probe',
              t('health.probe'),
              detail.healthReport?.log.at(-1)?.output.trim() ?? '',
              true,
            ),
            fact('signal', t('image.stopSignal'), detail.options.stopSignal, true),
            fact('created', t('common.created'), <Time iso={detail.createdAt} />),
            detail.startedAt === null
              ? null
              : fact('started', t('containers.started'), <Time iso={detail.startedAt} />),
            detail.finishedAt === null
              ? null
              : fact('finished', t('containers.finished'), <Time iso={detail.finishedAt} />),
            fact('pid', t('containers.pid'), detail.pid === null ? '' : String(detail.pid), true),
            fact('id', t('containers.id'), <CopyText text={detail.id} label={t('common.copy')} />),
          ]}
        />
      </section>
      <section className={styles['card']}>
        <SectionTitle onPage>{t('image.env')}</SectionTitle>
        <pre className={styles['pre']}>{detail.env.join('\n') || t('common.none')}</pre>
        <SectionTitle onPage>{t('containers.mounts')}</SectionTitle>
        <pre className={styles['pre']}>
          {detail.mounts
            .map(
              (mount) =>
                `${mountSource(mount)} → ${mount.target}${mount.readOnly ? ` (${t('containers.readOnly')})` : ''}`,
            )
            .join('\n') || t('common.none')}
        </pre>
        {labels.length === 0 ? null : (
          <>
            <SectionTitle onPage>{t('image.labels')}</SectionTitle>
            <pre className={styles['pre']}>
              {labels.map(([key, value]) => `${key}=${value}`).join('\n')}
            </pre>
          </>
        )}
      </section>
    </div>
  );
}

function healthText(health: HealthReport | null | undefined, t: Translate): string {
  if (health === null || health === undefined) return '';
  const status = t(`health.${health.status}`);
  return health.failingStreak === 0
    ? status
    : `${status} · ${t('health.failing', { n: health.failingStreak })}`;
}
