import { useEffect, useState } from 'react';

import type { ImageDetail } from '../../../shared/model/image';
import type { TreeNode } from '../../../shared/model/layer';
import { formatBytes } from '../../../shared/text/format';
import { call } from '../../state/bridge';
import { showError } from '../../state/notices';
import { EmptyState } from '../../ui/empty-state';
import { Facts, fact } from '../../ui/page';
import { Time, useText } from '../../ui/text';
import { modeText } from './file-tree';
import styles from './image.module.css';

interface Content {
  readonly path: string;
  readonly text: string | null;
  readonly truncated: boolean;
}

/** What the selected entry is, and its text when it is text. */
export function FilePreview(props: {
  readonly image: ImageDetail;
  readonly node: TreeNode | null;
}) {
  const { t } = useText();
  const { image, node } = props;
  const content = useContent(image.id, node);
  if (node === null) {
    return (
      <div className={styles['preview']}>
        <EmptyState title={t('files.pick')} />
      </div>
    );
  }
  return (
    <section className={styles['preview']} aria-label={node.path}>
      <header className={styles['previewHead']}>
        <code className={styles['previewPath']}>/{node.path}</code>
        <Facts
          facts={[
            fact('kind', t('files.kind'), t(`files.kind.${node.kind}`)),
            fact('size', t('common.size'), formatBytes(node.sizeBytes)),
            fact('mode', t('files.mode'), modeText(node), true),
            fact('owner', t('files.owner'), `${node.uid}:${node.gid}`, true),
            fact('link', t('files.link'), node.link, true),
            fact('layer', t('files.inLayer'), String(node.layerIndex + 1)),
            node.kind === 'whiteout'
              ? null
              : fact(
                  'time',
                  t('files.modified'),
                  <Time iso={new Date(node.mtimeSeconds * 1000).toISOString()} />,
                ),
          ]}
        />
      </header>
      {content === null || content.path !== node.path ? null : content.text === null ? (
        <EmptyState
          title={t('files.notText')}
          text={t('files.notTextDetail', { size: formatBytes(node.sizeBytes) })}
        />
      ) : (
        <>
          {content.truncated ? <p className={styles['truncated']}>{t('files.truncated')}</p> : null}
          <pre className={styles['text']} tabIndex={0} aria-label={node.path}>
            {content.text}
          </pre>
        </>
      )}
    </section>
  );
}

function useContent(imageId: string, node: TreeNode | null): Content | null {
  const [content, setContent] = useState<Content | null>(null);
  const readable = node !== null && (node.kind === 'file' || node.kind === 'hardlink');
  const path = readable ? node.path : null;
  useEffect(() => {
    if (path === null) return;
    let current = true;
    call('images.readFile', { name: imageId, path }).then((reply) => {
      if (current) setContent({ path, ...reply });
    }, showError);
    return () => {
      current = false;
    };
  }, [imageId, path]);
  return path === null ? null : content;
}
