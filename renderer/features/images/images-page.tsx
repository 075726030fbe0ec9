import { useState } from 'react';

import type { ImageSummary } from '../../../shared/model/image';
import { formatBytes } from '../../../shared/text/format';
import { attempt, chooseFiles, deleteImage } from '../../state/actions';
import {
  hiddenImagesStore,
  imageName,
  imagesStore,
  refreshImages,
  searchImages,
  sortImages,
  totalSize,
} from '../../state/images';
import { openDialog } from '../../state/dialogs';
import { readyOr } from '../../state/loadable';
import { back, navigate, navigationStore, select } from '../../state/navigation';
import { useLacks } from '../../state/settings';
import { useStore } from '../../state/store';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { List } from '../../ui/list';
import { Menu, type MenuPlace } from '../../ui/menu';
import { Page, PageHead, Split } from '../../ui/page';
import { SearchField } from '../../ui/search-field';
import { Skeleton } from '../../ui/skeleton';
import { useText } from '../../ui/text';
import { Unreachable } from '../../ui/unreachable';
import { imageColumns, imageTemplate } from './image-columns';
import { ImageInspector } from './image-inspector';
import { imageMenu } from './image-menu';
import { ThreeWays } from './three-ways';

/** Every image there is, as its layers. */
export function ImagesPage() {
  const { t } = useText();
  const images = useStore(imagesStore);
  const hidden = useStore(hiddenImagesStore);
  const { selection, inspecting } = useStore(navigationStore);
  const [query, setQuery] = useState('');
  const all = sortImages(readyOr(images, []).filter((image) => !hidden.has(image.id)));
  const shown = searchImages(all, query);
  const selected = all.find((image) => image.id === selection.images) ?? null;
  return (
    <Page>
      <PageHead
        title={t('images.title')}
        subtitle={
          all.length === 0
            ? undefined
            : t('images.count', { n: all.length, size: formatBytes(totalSize(all)) })
        }
      >
        {all.length === 0 ? null : (
          <SearchField label={t('menu.find')} shortcut="Ctrl F" value={query} onChange={setQuery} />
        )}
        <Button onClick={() => openDialog({ kind: 'pull' })}>{t('pull.button')}</Button>
        <Button
          look={images.kind === 'failed' ? 'plain' : 'primary'}
          onClick={() => attempt(() => chooseFiles('archive'))}
        >
          {t('images.import')}
        </Button>
      </PageHead>
      <Split
        inspector={selected === null ? null : <ImageInspector image={selected} />}
        inspectorLabel={selected === null ? '' : imageName(selected)}
        inspecting={inspecting}
        onLeave={back}
      >
        <Content images={images} all={all} shown={shown} query={query} selected={selected} />
      </Split>
    </Page>
  );
}

function Content(props: {
  readonly images: ReturnType<typeof imagesStore.get>;
  readonly all: ReadonlyArray<ImageSummary>;
  readonly shown: ReadonlyArray<ImageSummary>;
  readonly query: string;
  readonly selected: ImageSummary | null;
}) {
  const text = useText();
  const { t } = text;
  const { images } = props;
  const lacks = useLacks();
  const [menu, setMenu] = useState<{ image: ImageSummary; at: MenuPlace } | null>(null);
  if (images.kind === 'loading') return <Skeleton />;
  if (images.kind === 'failed') {
    return (
      <Unreachable
        what={t('images.title')}
        error={images.error}
        sinceMs={images.sinceMs}
        onRetry={() => void refreshImages()}
      />
    );
  }
  if (props.all.length === 0) return <ThreeWays />;
  if (props.shown.length === 0) {
    return <EmptyState title={t('common.noMatch', { query: props.query })} />;
  }
  return (
    <>
      <List
        label={t('images.list')}
        items={props.shown}
        columns={imageColumns(t)}
        template={imageTemplate(props.selected !== null)}
        idOf={(image) => image.id}
        textOf={imageName}
        selectedId={props.selected?.id ?? null}
        onSelect={(image, how) => select('images', image.id, how === 'pointer')}
        onOpen={(image) => navigate({ kind: 'image', id: image.id, tab: 'overview' })}
        onDelete={deleteImage}
        onMenu={(image, at) => setMenu({ image, at })}
      />
      {menu === null ? null : (
        <Menu
          label={imageName(menu.image)}
          at={menu.at}
          items={imageMenu(menu.image, t, lacks)}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}
