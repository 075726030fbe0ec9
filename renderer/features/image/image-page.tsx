import { useEffect, useState } from 'react';

import type { WireError } from '../../../shared/errors';
import type { HistoryLine, ImageDetail } from '../../../shared/model/image';
import { formatBytes } from '../../../shared/text/format';
import { buildOnImage, deleteImage } from '../../state/actions';
import { call, wireOf } from '../../state/bridge';
import { openDialog } from '../../state/dialogs';
import { imageName, imagesStore } from '../../state/images';
import { readyOr } from '../../state/loadable';
import { back, navigate, type ImageTab } from '../../state/navigation';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { ErrorBox } from '../../ui/error-box';
import { MenuButton } from '../../ui/menu';
import { Page, PageHead } from '../../ui/page';
import { Skeleton } from '../../ui/skeleton';
import { Tabs } from '../../ui/tabs';
import { useText } from '../../ui/text';
import { ImageFiles } from './image-files';
import { ImageHistory } from './image-history';
import { ImageOverview } from './image-overview';

/** Everything about one image. */
export function ImagePage(props: { readonly id: string; readonly tab: ImageTab }) {
  const { t } = useText();
  const { id, tab } = props;
  const { detail, history, error } = useImage(id);
  const [layer, setLayer] = useState<number | null>(null);
  if (error !== null) {
    return (
      <Page>
        <PageHead title={t('images.title')} onBack={back} />
        <EmptyState title={t('image.gone')}>
          <ErrorBox error={error} actions={<Button onClick={back}>{t('common.back')}</Button>} />
        </EmptyState>
      </Page>
    );
  }
  if (detail === null) {
    return (
      <Page>
        <PageHead title={t('images.title')} onBack={back} />
        <Skeleton />
      </Page>
    );
  }
  return (
    <Page>
      <PageHead title={imageName(detail)} subtitle={formatBytes(detail.sizeBytes)} onBack={back}>
        <MenuButton
          label={t('common.more')}
          items={[
            {
              key: 'tag',
              text: t('image.tag'),
              icon: 'tag',
              run: () => openDialog({ kind: 'tag', image: detail }),
            },
            {
              key: 'delete',
              text: t('image.delete'),
              icon: 'trash',
              danger: true,
              run: () => {
                deleteImage(detail);
                back();
              },
            },
          ]}
        />
        <Button onClick={() => openDialog({ kind: 'save', image: detail })}>
          {t('image.save')}
        </Button>
        <Button onClick={() => buildOnImage(detail)}>{t('image.buildOn')}</Button>
        <Button
          look="primary"
          onClick={() => openDialog({ kind: 'run', imageName: detail.names[0] ?? detail.id })}
        >
          {t('image.run')}
        </Button>
      </PageHead>
      <Tabs
        label={imageName(detail)}
        current={tab}
        tabs={[
          { key: 'overview', text: t('image.tab.overview') },
          { key: 'files', text: t('image.tab.files') },
          { key: 'history', text: t('image.tab.history'), count: history.length },
        ]}
        onChange={(key) => navigate({ kind: 'image', id, tab: key })}
      >
        {tab === 'overview' ? (
          <ImageOverview
            image={detail}
            onLayer={(index) => {
              setLayer(index);
              navigate({ kind: 'image', id, tab: 'files' });
            }}
          />
        ) : null}
        {tab === 'files' ? <ImageFiles image={detail} layer={layer} onLayer={setLayer} /> : null}
        {tab === 'history' ? <ImageHistory image={detail} history={history} /> : null}
      </Tabs>
    </Page>
  );
}

interface Loaded {
  readonly id: string;
  readonly detail: ImageDetail | null;
  readonly history: ReadonlyArray<HistoryLine>;
  readonly error: WireError | null;
}

/** The image, read again whenever the list of images changed: names come and go. */
function useImage(id: string): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ id, detail: null, history: [], error: null });
  const names = readyOr(useStore(imagesStore), [])
    .find((image) => image.id === id)
    ?.names.join();
  useEffect(() => {
    let current = true;
    Promise.all([call('images.inspect', { name: id }), call('images.history', { name: id })]).then(
      ([detail, history]) => {
        if (current) setLoaded({ id, detail, history, error: null });
      },
      (reason: unknown) => {
        if (current) setLoaded({ id, detail: null, history: [], error: wireOf(reason) });
      },
    );
    return () => {
      current = false;
    };
  }, [id, names]);
  return loaded;
}
