import type { ReactNode } from 'react';

import type { ContextReport } from '../../../shared/model/context-report';
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

/** Files that look like secrets, those that end up in an image first. */
export function SecretTable(props: { readonly report: ContextReport }) {
  const { t } = useText();
  const { report } = props;
  if (report.secrets.length === 0)
    return <p className={styles['hint']}>{t('context.secretsNone')}</p>;
  return (
    <>
      <Table
        label={t('context.tab.secrets')}
        head={['path', 'kind', 'use']}
        rows={report.secrets.map(({ path, kind, usedByLine }) => ({
          key: path,
          cells: [
            <code key="path">{path}</code>,
            t(`context.secret.${kind}`),
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
      <p className={styles['hint']}>{t('context.secretsHint')}</p>
    </>
  );
}

type Head = 'line' | 'pattern' | 'files' | 'size' | 'path' | 'kind' | 'use';

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
