import { useMemo, useState } from 'react';

import type { ConfigChange } from '../../../../shared/model/snapshot';
import { formatBytes } from '../../../../shared/text/format';
import { ChangeLetter } from '../../../ui/change-letter';
import { ErrorBox } from '../../../ui/error-box';
import { SectionTitle } from '../../../ui/page';
import { Skeleton } from '../../../ui/skeleton';
import { useText } from '../../../ui/text';
import { Tree, type TreeRow } from '../../../ui/tree';
import { changeRows, changeTree } from '../change-tree';
import { FileDiffPane } from '../review/file-diff-pane';
import type { Compared, TimelinePoint } from './points';
import styles from './timeline.module.css';
import { isError, useComparedFile, useComparison } from './use-timeline';

/** Folders with more changes than this begin folded. */
const foldAbove = 40;

/** What changed from one point of a line to another: settings, files, and the lines of one file. */
export function Comparison(props: {
  readonly compared: Compared;
  readonly points: ReadonlyArray<TimelinePoint>;
}) {
  const { t } = useText();
  const { compared } = props;
  const nameOf = (id: string): string =>
    props.points.find(({ imageId }) => imageId === id)?.name ?? id;
  const answer = useComparison(compared);
  const [selected, setSelected] = useState<string | null>(null);
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const changes = useMemo(
    () => (answer === null || isError(answer) ? [] : answer.changes),
    [answer],
  );
  const tree = useMemo(() => changeTree(changes), [changes]);
  const flat = useMemo(
    () => changeRows(tree, (node) => node.count <= foldAbove !== turned.has(node.path)),
    [tree, turned],
  );
  const chosen = changes.find(({ path }) => path === selected);
  const path = chosen === undefined || chosen.entryKind === 'directory' ? null : chosen.path;
  const diff = useComparedFile(compared, path);
  const title = t('timeline.between', {
    before: nameOf(compared.before),
    after: nameOf(compared.after),
  });
  if (answer === null) return <Skeleton />;
  if (isError(answer)) {
    return (
      <div className={styles['padded']}>
        <ErrorBox error={answer} />
      </div>
    );
  }
  const rows = flat.map(({ node, depth, open }): TreeRow => ({
    path: node.path,
    name: open === false ? `${node.name} ${t('changes.nested', { n: node.count })}` : node.name,
    depth,
    open,
    before: <ChangeLetter kind={node.change ?? undefined} />,
    after: node.change === 'deleted' ? '' : formatBytes(node.sizeBytes),
  }));
  return (
    <section className={styles['comparison']} aria-label={title}>
      <SectionTitle onPage>{title}</SectionTitle>
      <ConfigChanges changes={answer.config} />
      {rows.length === 0 ? (
        <p className={styles['dim']}>{t('timeline.sameFiles')}</p>
      ) : (
        <Tree
          label={title}
          rows={rows}
          selected={selected}
          onSelect={(row) => setSelected(row.path)}
          onToggle={(row) => {
            const next = new Set(turned);
            if (!next.delete(row.path)) next.add(row.path);
            setTurned(next);
          }}
        />
      )}
      <div className={styles['pane']}>
        <FileDiffPane path={path} diff={diff} />
      </div>
    </section>
  );
}

function ConfigChanges(props: { readonly changes: ReadonlyArray<ConfigChange> }) {
  if (props.changes.length === 0) return null;
  return (
    <ul className={styles['config']}>
      {props.changes.map(({ field, kind, before, after }) => (
        <li key={field}>
          <ChangeLetter kind={kind} />
          <strong>{field}</strong>
          <code>{[before, after].filter((text) => text !== null).join(' → ')}</code>
        </li>
      ))}
    </ul>
  );
}
