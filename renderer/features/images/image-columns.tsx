import type { ImageSummary } from '../../../shared/model/image';
import { formatBytes } from '../../../shared/text/format';
import type { Translate } from '../../../shared/text/text';
import { readableLayers } from '../../state/image-layers';
import { imageName } from '../../state/images';
import { cleanCommand } from '../../ui/layer-rows';
import { LayerStrip } from '../../ui/layer-strip';
import type { Column } from '../../ui/list';
import { Tag } from '../../ui/tag';
import { Time } from '../../ui/text';
import styles from './images.module.css';

/** The columns of a row; the strip takes what is left. */
export function imageTemplate(besideInspector: boolean): string {
  return besideInspector
    ? 'minmax(7rem, 10.5rem) 4.25rem minmax(4rem, 1fr) 5rem 6.5rem'
    : 'minmax(9rem, 18rem) 4.75rem minmax(5rem, 1fr) 6rem 7.5rem';
}

export function imageColumns(t: Translate): ReadonlyArray<Column<ImageSummary>> {
  return [
    {
      key: 'name',
      title: t('common.name'),
      cell: (image) => <ImageName image={image} t={t} />,
    },
    {
      key: 'size',
      title: t('common.size'),
      cell: (image) => <span className={styles['dim']}>{formatBytes(image.sizeBytes)}</span>,
    },
    {
      key: 'layers',
      title: t('images.column.layers'),
      cell: (image) => <LayerStrip parts={stripParts(image)} />,
    },
    {
      key: 'from',
      title: t('images.column.from'),
      minRem: 40,
      cell: (image) => <Tag title={image.originDetail}>{t(`origin.${image.origin}`)}</Tag>,
    },
    {
      key: 'created',
      title: t('common.created'),
      minRem: 30,
      cell: (image) => (
        <span className={styles['dim']}>
          <Time iso={image.createdAt} />
        </span>
      ),
    },
  ];
}

export function stripParts(image: ImageSummary) {
  return readableLayers(image).map((layer) => ({
    key: layer.diffId,
    sizeBytes: layer.sizeBytes,
    command: cleanCommand(layer.command),
  }));
}

function ImageName(props: { readonly image: ImageSummary; readonly t: Translate }) {
  const { image, t } = props;
  const [first, ...others] = image.names;
  if (first === undefined) {
    return (
      <span className={styles['untagged']}>
        {t('images.untagged')} <code>{imageName(image)}</code>
      </span>
    );
  }
  return (
    <span className={styles['name']} title={image.names.join('\n')}>
      <span className={styles['first']}>{first}</span>
      {others.length === 0 ? null : (
        <span className={styles['others']}>{t('images.moreNames', { n: others.length })}</span>
      )}
    </span>
  );
}
