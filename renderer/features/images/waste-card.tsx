import { useEffect, useState } from 'react';

import type { ImageWaste } from '../../../shared/model/image';
import { formatBytes } from '../../../shared/text/format';
import { call } from '../../state/bridge';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { useText } from '../../ui/text';
import styles from './waste-card.module.css';

/** Less is not worth a word: every package installation replaces some small files. */
const worthSayingBytes = 1_000_000;
const shownItems = 2;

/** What the image carries although its upper layers hide it; nothing where that is little. */
export function WasteCard(props: { readonly imageId: string }) {
  const { t } = useText();
  const waste = useWaste(props.imageId);
  if (waste === null || waste.sizeBytes < worthSayingBytes) return null;
  const more = waste.items.length - shownItems;
  return (
    <section className={styles['card']}>
      <div>
        <strong>{t('image.waste', { size: formatBytes(waste.sizeBytes) })}</strong>
        {waste.items.slice(0, shownItems).map((item) => (
          <p key={`${item.layerIndex} ${item.hiddenBy}`}>
            {t('image.wasteLine', {
              path: `/${item.path}`,
              layer: item.layerIndex + 1,
              by: item.hiddenBy + 1,
            })}
          </p>
        ))}
        {more > 0 ? <p>{t('image.wasteMore', { n: more })}</p> : null}
      </div>
      <Button onClick={() => navigate({ kind: 'image', id: props.imageId, tab: 'files' })}>
        {t('image.wasteShow')}
      </Button>
    </section>
  );
}

/** Null until it is known; what was read for another image never shows. */
function useWaste(id: string): ImageWaste | null {
  const [known, setKnown] = useState<{ readonly id: string; readonly waste: ImageWaste } | null>(
    null,
  );
  useEffect(() => {
    let current = true;
    call('images.waste', { name: id }).then(
      (waste) => {
        if (current) setKnown({ id, waste });
      },
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [id]);
  return known?.id === id ? known.waste : null;
}
