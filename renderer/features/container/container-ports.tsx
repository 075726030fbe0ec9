import { useEffect, useState } from 'react';

import type { ContainerSummary, NetworkPort } from '../../../shared/model/container';
import { attempt } from '../../state/actions';
import { call } from '../../state/bridge';
import { showError } from '../../state/notices';
import { Icon } from '../../ui/icon';
import { useText } from '../../ui/text';
import styles from './container.module.css';

/** Published ports; one of TCP opens in the browser. */
export function Ports(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { id, startedAt } = props.container;
  const [ports, setPorts] = useState<ReadonlyArray<NetworkPort> | null>(null);
  useEffect(() => {
    let current = true;
    call('containers.ports', { name: id }).then((value) => {
      if (current) setPorts(value);
    }, showError);
    return () => {
      current = false;
    };
  }, [id, startedAt]);
  if (ports === null) return null;
  if (ports.length === 0) return <>{t('common.none')}</>;
  return (
    <span className={styles['ports']}>
      {ports.map((port) => {
        const text = portText(port);
        if (port.protocol !== 'tcp') return <code key={text}>{text}</code>;
        return (
          <button
            key={text}
            type="button"
            className={styles['port']}
            title={t('containers.openPort', { address: addressText(port) })}
            onClick={() =>
              attempt(() => call('containers.openPort', { name: id, hostPort: port.hostPort }))
            }
          >
            <code>{text}</code>
            <Icon name="link" size={12} />
          </button>
        );
      })}
    </span>
  );
}

function addressText({ hostAddress, hostPort }: NetworkPort): string {
  return `${hostAddress === '' || hostAddress === '0.0.0.0' ? 'localhost' : hostAddress}:${hostPort}`;
}

/** `localhost:8080 → 80/tcp` */
export function portText(port: NetworkPort): string {
  return `${addressText(port)} → ${port.containerPort}/${port.protocol}`;
}
