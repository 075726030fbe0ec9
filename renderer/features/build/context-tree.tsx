import { useMemo, useState } from 'react';

import type { ContextRow } from '../../../shared/model/context-report';
import { formatBytes } from '../../../shared/text/format';
import { attempt } from '../../state/actions';
import { flatRows, toggleFolder, type ReportState } from '../../state/context-report';
import { Tag } from '../../ui/tag';
import { useText } from '../../ui/text';
import { Tree, type TreeRow } from '../../ui/tree';
import styles from './context.module.css';

/** The files by size, a bar for each; folders are read when they open. */
export function ContextTree(props: { readonly state: ReportState }) {
  const { t } = useText();
  const { rows, open, secrets } = props.state;
  const [selected, setSelected] = useState<string | null>(null);
  const flat = useMemo(() => flatRows({ rows, open }), [rows, open]);
  const rules = useMemo(
    () => new Map(secrets?.secrets.map(({ path, rule }) => [path, rule])),
    [secrets],
  );
  const largest = Math.max(1, ...(rows.get(null)?.rows ?? []).map((row) => row.sizeBytes));
  const rest = rows.get(null)?.rest.files ?? 0;
  const treeRows = flat.map(({ row, path, depth }): TreeRow => ({
    path: String(row.index),
    name: row.name,
    depth,
    open: row.isFolder && row.ignoredByLine === null ? open.has(row.index) : null,
    faint: row.ignoredByLine !== null,
    after: <RowEnd row={row} rule={rules.get(path) ?? null} share={row.sizeBytes / largest} />,
  }));
  return (
    <>
      <Tree
        label={t('context.tree')}
        rows={treeRows}
        selected={selected}
        onSelect={(row) => setSelected(row.path)}
        onToggle={(row) => attempt(() => toggleFolder(Number(row.path)))}
      />
      {rest === 0 ? null : (
        <p className={styles['hint']}>
          {t('context.rest', {
            n: rest,
            size: formatBytes(rows.get(null)?.rest.sizeBytes ?? 0),
          })}
        </p>
      )}
    </>
  );
}

function RowEnd(props: {
  readonly row: ContextRow;
  /** Of the secret that was found in it. */
  readonly rule: string | null;
  readonly share: number;
}) {
  const { t } = useText();
  const { row, rule, share } = props;
  return (
    <span className={styles['rowEnd']}>
      {rule === null ? null : <Tag>{rule}</Tag>}
      {row.ignoredByLine === null ? null : (
        <span className={styles['faint']}>
          {t('context.ignoredByLine', { line: row.ignoredByLine })}
        </span>
      )}
      {row.isUnused ? <span className={styles['unused']}>{t('context.unused')}</span> : null}
      <span className={styles['bar']} aria-hidden="true">
        <span
          data-kind={row.ignoredByLine !== null ? 'ignored' : row.isUnused ? 'unused' : 'sent'}
          style={{ width: `${Math.max(2, Math.round(share * 100))}%` }}
        />
      </span>
      <span className={styles['size']}>{formatBytes(row.sizeBytes)}</span>
    </span>
  );
}
