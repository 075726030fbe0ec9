import { useState } from 'react';

import type { ContextSecrets } from '../../../shared/model/context-report';
import { formatBytes } from '../../../shared/text/format';
import { attempt } from '../../state/actions';
import { reportStore, walkContext } from '../../state/context-report';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Tabs } from '../../ui/tabs';
import { useText } from '../../ui/text';
import { IgnoredTable, SecretTable, UnusedTable } from './context-tables';
import { ContextTree } from './context-tree';
import styles from './context.module.css';

type Tab = 'tree' | 'ignored' | 'unused' | 'secrets';

/** Everything about a context before it is built. */
export function ContextDialog(props: { readonly path: string; readonly onClose: () => void }) {
  const { t } = useText();
  const state = useStore(reportStore);
  const { report, secrets } = state;
  const [tab, setTab] = useState<Tab>(() => firstTab(secrets));
  return (
    <Dialog
      wide
      title={t('context.title')}
      subtitle={<code>{props.path}</code>}
      onClose={props.onClose}
      onSubmit={props.onClose}
      actions={
        <>
          <Button icon="refresh" disabled={state.isWalking} onClick={() => attempt(walkContext)}>
            {state.isWalking ? t('context.walking') : t('context.lookAgain')}
          </Button>
          <Button look="primary" submit>
            {t('common.close')}
          </Button>
        </>
      }
    >
      {report === null ? null : (
        <div className={styles['report']}>
          <p className={styles['sums']}>
            <strong>{formatBytes(report.sent.sizeBytes)}</strong>{' '}
            {t('context.sentFiles', { n: report.sent.files })}
          </p>
          <Tabs<Tab>
            flush
            label={t('context.title')}
            current={tab}
            onChange={setTab}
            tabs={[
              { key: 'tree', text: t('context.tab.tree') },
              { key: 'ignored', text: t('context.tab.ignored'), count: report.ignored.files },
              { key: 'unused', text: t('context.tab.unused'), count: report.unusedTotal.files },
              {
                key: 'secrets',
                text: t('context.tab.secrets'),
                ...(secrets === null ? {} : { count: secrets.count }),
              },
            ]}
          >
            <div className={styles['panel']}>
              {tab === 'tree' ? <ContextTree state={state} /> : null}
              {tab === 'ignored' ? <IgnoredTable report={report} /> : null}
              {tab === 'unused' ? <UnusedTable report={report} /> : null}
              {tab === 'secrets' ? <SecretTable found={secrets} /> : null}
            </div>
          </Tabs>
        </div>
      )}
    </Dialog>
  );
}

/** What is worth a look first. */
function firstTab(found: ContextSecrets | null): Tab {
  const isCopied = found?.secrets.some((secret) => secret.usedByLine !== null) === true;
  return isCopied ? 'secrets' : 'tree';
}
