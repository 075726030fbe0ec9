import { useCallback, useEffect, useMemo, useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { ContainerSummary } from '../../../shared/model/container';
import { formatBytes } from '../../../shared/text/format';
import { call, wireOf } from '../../state/bridge';
import { showError } from '../../state/notices';
import { Button } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { Skeleton } from '../../ui/skeleton';
import { useText } from '../../ui/text';
import { Tree, type TreeRow } from '../../ui/tree';
import styles from './container.module.css';
import { emptyFolders, folderRows, omittedIn, turned, withFolder } from './folder-tree';

/** The files of a container as its processes see them, running or not. */
export function ContainerFiles(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { id, name, state } = props.container;
  const [tree, setTree] = useState(emptyFolders);
  const [error, setError] = useState<WireError | null>(null);
  const [selected, setSelected] = useState<string | null>(null);
  const read = useCallback(
    (path: string) =>
      call('containers.files', { name: id, path }).then((listing) =>
        setTree((before) => withFolder(before, path, listing)),
      ),
    [id],
  );
  const readAgain = useCallback(
    (open: Iterable<string>) => {
      setError(null);
      read('/').catch((reason: unknown) => setError(wireOf(reason)));
      // A folder that is gone meanwhile just closes.
      for (const path of open) read(path).catch(() => setTree((before) => turned(before, path)));
    },
    [read],
  );
  useEffect(() => {
    setTree(emptyFolders);
    setSelected(null);
    readAgain([]);
  }, [readAgain, state]);
  const flat = useMemo(() => folderRows(tree), [tree]);
  const again = (
    <Button look="quiet" size="small" icon="refresh" onClick={() => readAgain(tree.open)}>
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
  if (tree.folders['/'] === undefined) return <Skeleton />;
  const rows = flat.map(({ path, entry, depth, open }): TreeRow => ({
    path,
    name: entry.link === '' ? entry.name : `${entry.name} → ${entry.link}`,
    depth,
    open,
    after: entry.kind === 'file' ? formatBytes(entry.sizeBytes) : '',
  }));
  const toggle = (row: TreeRow): void => {
    setTree((before) => turned(before, row.path));
    if (row.open === false) read(row.path).catch(showError);
  };
  const omitted = omittedIn(tree);
  return (
    <div className={styles['changes']}>
      <div className={styles['bar']}>
        <span className={styles['dim']}>
          <code>{selected ?? '/'}</code>
          {omitted === 0 ? null : ` · ${t('containerFiles.more', { n: omitted })}`}
        </span>
        {again}
      </div>
      <Tree
        label={t('containerFiles.tree', { name })}
        rows={rows}
        selected={selected}
        onSelect={(row) => setSelected(row.path)}
        onToggle={toggle}
      />
    </div>
  );
}
