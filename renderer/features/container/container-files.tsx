import { useCallback, useEffect, useMemo, useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { ContainerSummary } from '../../../shared/model/container';
import { formatBytes } from '../../../shared/text/format';
import { attempt } from '../../state/actions';
import { call, wireOf } from '../../state/bridge';
import { dropTargetStore, putInto, saveCopy } from '../../state/container-copy';
import { showError } from '../../state/notices';
import { Button } from '../../ui/button';
import { ErrorBox } from '../../ui/error-box';
import { Skeleton } from '../../ui/skeleton';
import { useText } from '../../ui/text';
import { Tree, type TreeRow } from '../../ui/tree';
import styles from './container.module.css';
import { emptyFolders, folderAt, folderRows, omittedIn, turned, withFolder } from './folder-tree';

/** The files of a container as its processes see them, running or not. */
export function ContainerFiles(props: { readonly container: ContainerSummary }) {
  const { t } = useText();
  const { container } = props;
  const { id, name, state } = container;
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
  const folder = selected === null ? '/' : folderAt(tree, selected);
  const open = tree.open;
  useEffect(() => {
    dropTargetStore.set({
      title: t('containerFiles.dropHere', { folder, name }),
      take: (sources) => putInto(container, sources, folder).then(() => readAgain(open)),
    });
    return () => dropTargetStore.set(null);
  }, [container, folder, name, open, readAgain, t]);
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
  const put = (sources: ReadonlyArray<string>): Promise<void> =>
    putInto(container, sources, folder).then(() => readAgain(tree.open));
  return (
    <div className={styles['changes']}>
      <div className={styles['bar']}>
        <span className={styles['dim']}>
          <code>{selected ?? '/'}</code>
          {omitted === 0 ? null : ` · ${t('containerFiles.more', { n: omitted })}`}
        </span>
        <Button
          look="quiet"
          size="small"
          icon="import"
          onClick={() => attempt(async () => put(await call('dialog.open', { kind: 'any' })))}
        >
          {t('containerFiles.putIn')}
        </Button>
        <Button
          look="quiet"
          size="small"
          icon="save"
          disabled={selected === null}
          onClick={() => {
            if (selected !== null) attempt(() => saveCopy(container, selected));
          }}
        >
          {t('containerFiles.download')}
        </Button>
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
