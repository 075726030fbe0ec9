import type { EngineFeature } from '../../../shared/model/engine';
import type { ImageSummary } from '../../../shared/model/image';
import type { Translate } from '../../../shared/text/text';
import { buildOnImage, deleteImage } from '../../state/actions';
import { openDialog } from '../../state/dialogs';
import { navigate } from '../../state/navigation';
import type { MenuItem } from '../../ui/menu';

/** Everything one can do with an image, for its context menu. */
export function imageMenu(
  image: ImageSummary,
  t: Translate,
  lacks: (feature: EngineFeature) => boolean,
): ReadonlyArray<MenuItem> {
  return [
    {
      key: 'open',
      text: t('image.open'),
      icon: 'images',
      run: () => navigate({ kind: 'image', id: image.id, tab: 'overview' }),
    },
    {
      key: 'run',
      text: t('image.run'),
      icon: 'start',
      run: () => openDialog({ kind: 'run', imageName: image.names[0] ?? image.id }),
    },
    {
      key: 'build',
      text: t('image.buildOn'),
      icon: 'build',
      run: () => buildOnImage(image),
    },
    {
      key: 'save',
      text: t('image.save'),
      icon: 'save',
      run: () => openDialog({ kind: 'save', image }),
    },
    {
      key: 'push',
      text: t('push.menu'),
      icon: 'enter',
      run: () => openDialog({ kind: 'push', image }),
    },
    ...(lacks('manifest-lists')
      ? []
      : [
          {
            key: 'platforms',
            text: t('platforms.menu'),
            icon: 'images' as const,
            run: () => openDialog({ kind: 'platforms', image }),
          },
        ]),
    {
      key: 'tag',
      text: t('image.tag'),
      icon: 'tag',
      run: () => openDialog({ kind: 'tag', image }),
    },
    {
      key: 'delete',
      text: t('image.delete'),
      icon: 'trash',
      danger: true,
      run: () => deleteImage(image),
    },
  ];
}
