import { useMemo, useState } from 'react';

import { formatBytes } from '../../../../shared/text/format';
import { ChangeLetter } from '../../../ui/change-letter';
import { useText } from '../../../ui/text';
import { Tree, type TreeRow } from '../../../ui/tree';
import { changeRows, type ChangeNode } from '../change-tree';
import { ticked, ticksOf } from './selection';

/** Folders with more changes than this begin folded. */
const foldAbove = 40;

/** The changes with a tick each: what goes in. */
export function ReviewTree(props: {
  readonly name: string;
  readonly tree: ReadonlyArray<ChangeNode>;
  readonly leftOut: ReadonlySet<string>;
  readonly selected: string | null;
  readonly onSelect: (path: string) => void;
  readonly onLeftOut: (leftOut: ReadonlySet<string>) => void;
}) {
  const { t } = useText();
  const { tree, leftOut } = props;
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const ticks = useMemo(() => ticksOf(tree, leftOut), [tree, leftOut]);
  const flat = useMemo(
    () => changeRows(tree, (node) => node.count <= foldAbove !== turned.has(node.path)),
    [tree, turned],
  );
  const nodes = useMemo(() => new Map(flat.map(({ node }) => [node.path, node])), [flat]);
  const rows = flat.map(({ node, depth, open }): TreeRow => {
    const tick = ticks.get(node.path) ?? 'on';
    return {
      path: node.path,
      name: open === false ? `${node.name} ${t('changes.nested', { n: node.count })}` : node.name,
      depth,
      open,
      tick,
      before: <ChangeLetter kind={node.change ?? undefined} />,
      after: node.change === 'deleted' ? '' : formatBytes(node.sizeBytes),
    };
  });
  return (
    <Tree
      label={t('changes.tree', { name: props.name })}
      rows={rows}
      selected={props.selected}
      onSelect={(row) => props.onSelect(row.path)}
      onToggle={(row) => {
        const next = new Set(turned);
        if (!next.delete(row.path)) next.add(row.path);
        setTurned(next);
      }}
      onTick={(row) => {
        const node = nodes.get(row.path);
        if (node !== undefined) props.onLeftOut(ticked(leftOut, node, row.tick === 'off'));
      }}
    />
  );
}
