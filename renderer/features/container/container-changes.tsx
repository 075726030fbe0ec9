import { useCallback, useEffect, useMemo, useState } from 'react';

import type { ContainerSummary } from '../../../shared/model/container';
import type { FileChange } from '../../../shared/model/layer';
import type { WireError } from '../../../shared/errors';
import { formatBytes } from '../../../shared/text/format';
import { call, wireOf } from '../../state/bridge';
import { Button } from '../../ui/button';
import { ChangeLetter } from '../../ui/change-letter';
import { EmptyState } from '../../ui/empty-state';
import { ErrorBox } from '../../ui/error-box';
import { Skeleton } from '../../ui/skeleton';
import { useText } from '../../ui/text';
import { Tree, type TreeRow } from '../../ui/tree';
import { changeRows, changeTree, type ChangeNode } from './change-tree';
import styles from './container.module.css';

/** Folders with more changes than this begin folded. */
const foldAbove = 40;

/** What the next snapshot would hold. */
export function ContainerChanges(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { id, name, state } = props.container;
  const [changes, setChanges] = useState<ReadonlyArray<FileChange> | null>(null);
  const [error, setError] = useState<WireError | null>(null);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const read = useCallback(() => {
    setError(null);
    call('containers.diff', { name: id }).then(setChanges, (reason: unknown) =>
      setError(wireOf(reason)),
    );
  }, [id]);
  useEffect(read, [read, state]);
  const tree = useMemo(() => changeTree(changes ?? []), [changes]);
  const flat = useMemo(
    () => changeRows(tree, (node: ChangeNode) => node.count <= foldAbove !== turned.has(node.path)),
    [tree, turned],
  );
  const again = (
    <Button icon="refresh" onClick={read}>
      {t('changes.refresh')}
    </Button>
  );
  if (error !== null) {
    return (
      <div className={styles['padded']}>
        <ErrorBox error={error} actions={again} />
      </div>
    );
  }
  if (changes === null) return <Skeleton />;
  if (changes.length === 0) {
    return (
      <EmptyState title={t('changes.none')} text={t('changes.noneText')}>
        {again}
      </EmptyState>
    );
  }
  const rows = flat.map(({ node, depth, open }): TreeRow => ({
    path: node.path,
    name: open === false ? `${node.name} ${t('changes.nested', { n: node.count })}` : node.name,
    depth,
    open,
    faint: node.change === 'deleted',
    before: <ChangeLetter kind={node.change ?? undefined} />,
    after: node.change === 'deleted' ? '' : formatBytes(node.sizeBytes),
  }));
  const total = tree.reduce((sum, node) => sum + node.sizeBytes, 0);
  return (
    <div className={styles['changes']}>
      <div className={styles['bar']}>
        <span className={styles['dim']}>
          {t('changes.summary', { n: changes.length, size: formatBytes(total) })}
        </span>
        <Button look="quiet" size="small" icon="refresh" onClick={read}>
          {t('changes.refresh')}
        </Button>
      </div>
      <Tree
        label={t('changes.tree', { name })}
        rows={rows}
        selected={selected}
        onSelect={(row) => setSelected(row.path)}
        onToggle={(row) => {
          const next = new Set(turned);
          if (!next.delete(row.path)) next.add(row.path);
          setTurned(next);
        }}
      />
    </div>
  );
}
