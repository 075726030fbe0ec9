import { useCallback, useEffect, useRef, useState } from 'react';

import type { ContainerSummary } from '../../../shared/model/container';
import { call } from '../../state/bridge';
import { showError } from '../../state/notices';
import { AnsiText } from '../../ui/ansi-text';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { useText } from '../../ui/text';
import styles from './container.module.css';

const tail = 5000;

/** What the container's main process wrote. */
export function ContainerLogs(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { id, name, state } = props.container;
  const [text, setText] = useState<string | null>(null);
  const scrollRef = useRef<HTMLDivElement>(null);
  const read = useCallback(() => {
    call('containers.logs', { name: id, tail }).then(setText, showError);
  }, [id]);
  useEffect(read, [read, state]);
  useEffect(() => {
    const scroll = scrollRef.current;
    if (scroll !== null) scroll.scrollTop = scroll.scrollHeight;
  }, [text]);
  if (text === null) return null;
  if (text === '') {
    return (
      <EmptyState title={t('logs.empty')}>
        <Button icon="refresh" onClick={read}>
          {t('changes.refresh')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <div className={styles['logs']}>
      <div className={styles['bar']}>
        <span className={styles['dim']}>{t('logs.last', { n: tail })}</span>
        <Button
          look="quiet"
          size="small"
          icon="copy"
          onClick={() => void navigator.clipboard.writeText(text)}
        >
          {t('common.copy')}
        </Button>
        <Button look="quiet" size="small" icon="refresh" onClick={read}>
          {t('changes.refresh')}
        </Button>
      </div>
      <div
        ref={scrollRef}
        className={styles['log']}
        role="log"
        aria-live="off"
        aria-label={t('logs.output', { name })}
        tabIndex={0}
      >
        <pre>
          <AnsiText text={text} />
        </pre>
      </div>
    </div>
  );
}
