import type { ReactNode } from 'react';

import type { ContextReport, ContextSecrets } from '../../../shared/model/context-report';
import { formatBytes } from '../../../shared/text/format';
import { useText } from '../../ui/text';
import styles from './context.module.css';

/** What each line of the ignore file keeps back. */
export function IgnoredTable(props: { readonly report: ContextReport }) {
  const { t } = useText();
  const { report } = props;
  if (report.byLine.length === 0)
    return <p className={styles['hint']}>{t('context.ignoredNone')}</p>;
  return (
    <Table
      label={t('context.ignoredFor', { file: report.ignoreName })}
      head={['line', 'pattern', 'files', 'size']}
      rows={report.byLine.map((one) => ({
        key: String(one.line),
        cells: [
          one.line,
          <>
            <code>{one.written}</code>
            <span className={styles['faint']}> {t('context.example', { path: one.example })}</span>
          </>,
          one.files,
          formatBytes(one.sizeBytes),
        ],
      }))}
    />
  );
}

/** The topmost folders and files that no instruction takes. */
export function UnusedTable(props: { readonly report: ContextReport }) {
  const { t } = useText();
  const { report } = props;
  if (!report.isUseKnown) return <p className={styles['hint']}>{t('context.unusedUnknown')}</p>;
  if (report.unused.length === 0)
    return <p className={styles['hint']}>{t('context.unusedNone')}</p>;
  return (
    <>
      <Table
        label={t('context.tab.unused')}
        head={['path', 'files', 'size']}
        rows={report.unused.map((one) => ({
          key: one.path,
          cells: [
            <code key="path">{one.isFolder ? `${one.path}/` : one.path}</code>,
            one.files,
            formatBytes(one.sizeBytes),
          ],
        }))}
      />
      <p className={styles['hint']}>{t('context.unusedHint', { file: report.ignoreName })}</p>
    </>
  );
}

/** Secrets in the files that are sent, those first that end up in an image; null while they are looked for. */
export function SecretTable(props: { readonly found: ContextSecrets | null }) {
  const { t } = useText();
  const { found } = props;
  if (found === null) return <p className={styles['hint']}>{t('context.searching')}</p>;
  const { secrets, count, unreadFiles } = found;
  return (
    <>
      {secrets.length === 0 ? (
        <p className={styles['hint']}>{t('context.secretsNone')}</p>
      ) : (
        <Table
          label={t('context.tab.secrets')}
          head={['path', 'rule', 'value', 'use']}
          rows={secrets.map(({ path, line, rule, masked, usedByLine }) => ({
            key: `${path}:${line ?? ''} ${rule}`,
            cells: [
              <code key="path">{line === null ? path : `${path}:${line}`}</code>,
              rule,
              <code key="value">{masked}</code>,
              usedByLine === null ? (
                t('context.secretUnused')
              ) : (
                <span className={styles['alarm']}>
                  {t('context.secretUsed', { line: usedByLine })}
                </span>
              ),
            ],
          }))}
        />
      )}
      {count > secrets.length ? (
        <p className={styles['hint']}>{t('context.secretsMore', { n: count - secrets.length })}</p>
      ) : null}
      {unreadFiles > 0 ? (
        <p className={styles['hint']}>{t('context.unread', { n: unreadFiles })}</p>
      ) : null}
      {secrets.length === 0 ? null : <p className={styles['hint']}>{t('context.secretsHint')}</p>}
    </>
  );
}

type Head = 'line' | 'pattern' | 'files' | 'size' | 'path' | 'rule' | 'value' | 'use';

function Table(props: {
  readonly label: string;
  readonly head: ReadonlyArray<Head>;
  readonly rows: ReadonlyArray<{ readonly key: string; readonly cells: ReadonlyArray<ReactNode> }>;
}) {
  const { t } = useText();
  return (
    <div className={styles['scroll']} role="region" aria-label={props.label} tabIndex={0}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {props.head.map((column) => (
              <th key={column} scope="col" data-column={column}>
                {t(`context.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={index} data-column={props.head[index]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
