import { useEffect, useMemo, useState } from 'react';

import type { ImageDetail } from '../../../shared/model/image';
import type { TreeNode } from '../../../shared/model/layer';
import { formatBytes } from '../../../shared/text/format';
import { call } from '../../state/bridge';
import { readableLayers } from '../../state/image-layers';
import { showError } from '../../state/notices';
import { ChangeLetter } from '../../ui/change-letter';
import { EmptyState } from '../../ui/empty-state';
import { cleanCommand } from '../../ui/layer-rows';
import { layerColour } from '../../ui/layer-strip';
import { Skeleton } from '../../ui/skeleton';
import { useText } from '../../ui/text';
import { Tree, type TreeRow } from '../../ui/tree';
import { FilePreview } from './file-preview';
import { emptyTree, flatten, toggled, withChildren, type FileTree } from './file-tree';
import styles from './image.module.css';

/** The files of one layer or of all together, and what is in the one selected. */
export function ImageFiles(props: {
  readonly image: ImageDetail;
  readonly layer: number | null;
  readonly onLayer: (layer: number | null) => void;
}) {
  const { t } = useText();
  const { image, layer } = props;
  const [tree, setTree] = useState<FileTree>(emptyTree);
  const [selected, setSelected] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    setTree(emptyTree);
    setSelected(null);
    call('images.tree', { name: image.id, layer, path: '' }).then((nodes) => {
      if (current) setTree(withChildren(emptyTree, '', nodes));
    }, showError);
    return () => {
      current = false;
    };
  }, [image.id, layer]);

  const flat = useMemo(() => flatten(tree), [tree]);
  const nodeOf = new Map<string, TreeNode>(flat.map((row) => [row.node.path, row.node]));
  const rows = flat.map(({ node, depth, open }): TreeRow => {
    const deleted = node.kind === 'whiteout';
    return {
      path: node.path,
      name: node.link === undefined ? node.name : `${node.name} → ${node.link}`,
      depth,
      open,
      faint: deleted,
      before: (
        <>
          {layer === null ? null : <ChangeLetter kind={node.change} />}
          <span
            className={styles['from']}
            title={t('image.layerNumber', { n: node.layerIndex + 1 })}
            style={{ background: layerColour(node.layerIndex) }}
          />
        </>
      ),
      after: deleted || node.kind === 'symlink' ? '' : formatBytes(node.sizeBytes),
    };
  });
  const toggle = (row: TreeRow): void => {
    setTree((before) => toggled(before, row.path));
    if (tree.children[row.path] !== undefined) return;
    call('images.tree', { name: image.id, layer, path: row.path }).then(
      (nodes) => setTree((before) => withChildren(before, row.path, nodes)),
      showError,
    );
  };
  const node = selected === null ? undefined : nodeOf.get(selected);
  return (
    <div className={styles['files']}>
      <LayerPicker image={image} layer={layer} onLayer={props.onLayer} />
      <div className={styles['treePane']}>
        {tree.children[''] === undefined ? (
          <Skeleton />
        ) : rows.length === 0 ? (
          <EmptyState title={t('files.empty')} />
        ) : (
          <Tree
            label={t('files.tree', { name: image.names[0] ?? image.id })}
            rows={rows}
            selected={selected}
            onSelect={(row) => setSelected(row.path)}
            onToggle={toggle}
          />
        )}
      </div>
      <FilePreview image={image} node={node ?? null} />
    </div>
  );
}

/** The strip on its side: all together, or one layer. */
function LayerPicker(props: {
  readonly image: ImageDetail;
  readonly layer: number | null;
  readonly onLayer: (layer: number | null) => void;
}) {
  const { t } = useText();
  const layers = readableLayers(props.image)
    .map((layer, index) => ({ layer, index }))
    .reverse();
  return (
    <div className={styles['picker']} role="radiogroup" aria-label={t('files.show')}>
      <label className={styles['pick']}>
        <input
          type="radio"
          name="layer"
          checked={props.layer === null}
          onChange={() => props.onLayer(null)}
        />
        <span className={styles['pickText']}>{t('files.whole')}</span>
      </label>
      {layers.map(({ layer, index }) => (
        <label key={index} className={styles['pick']} title={cleanCommand(layer.command)}>
          <input
            type="radio"
            name="layer"
            checked={props.layer === index}
            onChange={() => props.onLayer(index)}
          />
          <span className={styles['colour']} style={{ background: layerColour(index) }} />
          <span className={styles['pickText']}>
            <span>{t('files.layer', { n: index + 1 })}</span>
            <span className={styles['note']}>{formatBytes(layer.sizeBytes)}</span>
          </span>
        </label>
      ))}
    </div>
  );
}
