import { useEffect, useState } from 'react';

import type { ImageDetail, ImageSummary } from '../../../shared/model/image';
import { formatBytes, shortDigest } from '../../../shared/text/format';
import { buildOnImage } from '../../state/actions';
import { call } from '../../state/bridge';
import { joinCommand } from '../../state/command-line';
import { openDialog } from '../../state/dialogs';
import { ownMessage, readableLayers } from '../../state/image-layers';
import { imageName } from '../../state/images';
import { navigate } from '../../state/navigation';
import { useLacks } from '../../state/settings';
import { Button } from '../../ui/button';
import { CopyText } from '../../ui/copy-text';
import { LayerRows } from '../../ui/layer-rows';
import { LayerStrip } from '../../ui/layer-strip';
import { MenuButton } from '../../ui/menu';
import { Facts, fact, InspectorBody, SectionTitle } from '../../ui/page';
import { Time, useText } from '../../ui/text';
import { stripParts } from './image-columns';
import { imageMenu } from './image-menu';
import styles from './images.module.css';
import { WasteCard } from './waste-card';

/** The selected image: what it is, where it came from, what each layer adds. */
export function ImageInspector(props: { readonly image: ImageSummary }) {
  const { t } = useText();
  const lacks = useLacks();
  const { image } = props;
  const detail = useDetail(image.id);
  const [pointed, setPointed] = useState<number | null>(null);
  const config = detail?.config.config;
  const top = detail?.config.history.findLast((entry) => entry.empty_layer !== true);
  const command = [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])];
  const openFiles = (): void => navigate({ kind: 'image', id: image.id, tab: 'files' });
  return (
    <InspectorBody>
      <header className={styles['head']}>
        <h2 className={styles['inspectorTitle']}>{imageName(image)}</h2>
        <CopyText
          text={image.id}
          shown={`sha256:${shortDigest(image.id)}`}
          label={t('image.copyDigest')}
        />
      </header>
      <div className={styles['actions']}>
        <Button
          look="primary"
          onClick={() => openDialog({ kind: 'run', imageName: image.names[0] ?? image.id })}
        >
          {t('image.run')}
        </Button>
        <Button onClick={() => buildOnImage(image)}>{t('image.buildOn')}</Button>
        <Button onClick={() => openDialog({ kind: 'save', image })}>{t('image.save')}</Button>
        <MenuButton label={t('common.more')} items={imageMenu(image, t, lacks)} />
      </div>
      <Facts
        facts={[
          image.names.length < 2 ? null : fact('names', t('image.names'), image.names.join(', ')),
          fact('author', t('image.author'), detail?.config.author),
          fact('message', t('image.message'), ownMessage(top?.comment)),
          fact('command', t('common.command'), joinCommand(command), true),
          fact('from', t('image.from'), image.originDetail),
          fact('platform', t('image.platform'), `${image.os}/${image.architecture}`),
          fact('created', t('common.created'), <Time iso={image.createdAt} />),
          fact('usedBy', t('image.usedBy'), usedBy(detail)),
        ]}
      />
      <section className={styles['section']}>
        <div className={styles['sectionHead']}>
          <SectionTitle>{t('image.layers')}</SectionTitle>
          <span className={styles['dim']}>{formatBytes(image.sizeBytes)}</span>
        </div>
        <LayerStrip parts={stripParts(image)} height={10} highlighted={pointed} />
        <LayerRows layers={readableLayers(image)} onPoint={setPointed} onPick={openFiles} />
      </section>
      <WasteCard imageId={image.id} />
      <Button
        icon="folder"
        onClick={() => navigate({ kind: 'image', id: image.id, tab: 'overview' })}
      >
        {t('image.open')}
      </Button>
    </InspectorBody>
  );
}

function usedBy(detail: ImageDetail | null): string {
  return (detail?.containers ?? []).join(', ');
}

/** The config behind the summary; what was read for another image never shows. */
function useDetail(id: string): ImageDetail | null {
  const [detail, setDetail] = useState<ImageDetail | null>(null);
  useEffect(() => {
    let current = true;
    call('images.inspect', { name: id }).then(
      (value) => {
        if (current) setDetail(value);
      },
      () => {
        if (current) setDetail(null);
      },
    );
    return () => {
      current = false;
    };
  }, [id]);
  return detail?.id === id ? detail : null;
}
