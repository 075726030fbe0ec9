import { hiddenImagesStore, imageName, imagesStore, sortImages } from '../../state/images';
import { openDialog } from '../../state/dialogs';
import { readyOr } from '../../state/loadable';
import { navigate } from '../../state/navigation';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { Lamp } from '../../ui/lamp';
import { LayerStrip } from '../../ui/layer-strip';
import { useText } from '../../ui/text';
import styles from './containers.module.css';

/** No containers yet: the newest images, each one press from running. */
export function ContainersEmpty() {
  const { t } = useText();
  const hidden = useStore(hiddenImagesStore);
  const images = sortImages(readyOr(useStore(imagesStore), []))
    .filter((image) => !hidden.has(image.id))
    .slice(0, 4);
  return (
    <EmptyState
      title={t('containers.empty.title')}
      text={images.length === 0 ? t('containers.empty.noImages') : t('containers.empty.text')}
      mark={<Lamp size={30} />}
    >
      {images.length === 0 ? (
        <Button onClick={() => navigate({ kind: 'images' })}>{t('place.images')}</Button>
      ) : (
        <ul className={styles['images']}>
          {images.map((image) => (
            <li key={image.id} className={styles['image']}>
              <span className={styles['imageName']}>{imageName(image)}</span>
              <span style={{ width: 96 }}>
                <LayerStrip
                  height={10}
                  parts={image.layers.map((layer) => ({
                    key: layer.diffId,
                    sizeBytes: layer.sizeBytes,
                    command: layer.command,
                  }))}
                />
              </span>
              <Button
                size="small"
                aria-label={t('image.runOf', { name: imageName(image) })}
                onClick={() => openDialog({ kind: 'run', imageName: image.names[0] ?? image.id })}
              >
                {t('image.run')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </EmptyState>
  );
}
