import type { ContainerSummary } from '../../../shared/model/container';
import type { DiskUsage, ImageSummary } from '../../../shared/model/image';
import { formatBytes } from '../../../shared/text/format';
import type { TextKey, Translate } from '../../../shared/text/text';
import {
  attempt,
  chooseContext,
  chooseFiles,
  freeUp,
  takeClipboard,
  snapshotContainer,
} from '../../state/actions';
import { isRunning } from '../../state/containers';
import { openDialog } from '../../state/dialogs';
import { imageName } from '../../state/images';
import { navigate, places } from '../../state/navigation';
import { updateSettings } from '../../state/settings';
import type { IconName } from '../../ui/icon';

export interface Entry {
  readonly key: string;
  readonly group: 'places' | 'actions' | 'images' | 'containers';
  readonly text: string;
  readonly detail?: string;
  readonly shortcut?: string;
  readonly icon: IconName;
  readonly run: () => void;
}

export interface EntrySources {
  readonly images: ReadonlyArray<ImageSummary>;
  readonly containers: ReadonlyArray<ContainerSummary>;
  readonly usage: DiskUsage | null;
  readonly t: Translate;
}

/** Everything the window can do or show, by name. */
export function allEntries(sources: EntrySources): ReadonlyArray<Entry> {
  const { t } = sources;
  return [
    ...places.map((place, index): Entry => ({
      key: `place-${place}`,
      group: 'places',
      text: t(`place.${place}`),
      shortcut: `Ctrl ${index + 1}`,
      icon: place,
      run: () => navigate({ kind: place }),
    })),
    ...actionEntries(sources),
    ...sources.images.map((image): Entry => ({
      key: `image-${image.id}`,
      group: 'images',
      text: imageName(image),
      detail: formatBytes(image.sizeBytes),
      icon: 'images',
      run: () => navigate({ kind: 'image', id: image.id, tab: 'overview' }),
    })),
    ...sources.containers.map((container): Entry => ({
      key: `container-${container.id}`,
      group: 'containers',
      text: container.name,
      detail: t(`container.state.${container.state}`),
      icon: 'containers',
      run: () =>
        navigate({
          kind: 'container',
          id: container.id,
          tab: isRunning(container) ? 'terminal' : 'changes',
        }),
    })),
  ];
}

function actionEntries(sources: EntrySources): ReadonlyArray<Entry> {
  const { t, usage } = sources;
  const action = (
    key: TextKey & `palette.${string}`,
    text: string,
    icon: IconName,
    run: () => void,
    shortcut?: string,
  ): Entry => ({
    key,
    group: 'actions',
    text,
    icon,
    run,
    ...(shortcut === undefined ? {} : { shortcut }),
  });
  const theme = (
    key: 'palette.themeLight' | 'palette.themeDark' | 'palette.themeSystem',
    value: 'light' | 'dark' | 'system',
  ): Entry => action(key, t(key), 'settings', () => void updateSettings({ theme: value }));
  return [
    action(
      'palette.import',
      t('palette.import'),
      'import',
      () => attempt(() => chooseFiles('archive')),
      'Ctrl O',
    ),
    action('palette.paste', t('palette.paste'), 'copy', () => attempt(takeClipboard)),
    action('palette.importFolder', t('palette.importFolder'), 'build', () =>
      attempt(chooseContext),
    ),
    ...sources.containers.map((container) => ({
      ...action(
        'palette.snapshot',
        t('palette.snapshot', { name: container.name }),
        'snapshot',
        () => attempt(() => snapshotContainer(container)),
      ),
      key: `snapshot-${container.id}`,
    })),
    ...sources.containers.filter(isRunning).map((container) => ({
      ...action(
        'palette.terminal',
        t('palette.terminal', { name: container.name }),
        'terminal',
        () => navigate({ kind: 'container', id: container.id, tab: 'terminal' }),
      ),
      key: `terminal-${container.id}`,
    })),
    ...sources.images.map((image) => ({
      ...action('palette.run', t('palette.run', { name: imageName(image) }), 'start', () =>
        openDialog({ kind: 'run', imageName: image.names[0] ?? image.id }),
      ),
      key: `run-${image.id}`,
    })),
    ...(usage === null || usage.freeableBytes === 0
      ? []
      : [
          action(
            'palette.freeUp',
            t('palette.freeUp', { size: formatBytes(usage.freeableBytes) }),
            'trash',
            () => attempt(freeUp),
          ),
        ]),
    theme('palette.themeLight', 'light'),
    theme('palette.themeDark', 'dark'),
    theme('palette.themeSystem', 'system'),
    action(
      'palette.english',
      t('palette.english'),
      'settings',
      () => void updateSettings({ language: 'en' }),
    ),
    action(
      'palette.chinese',
      t('palette.chinese'),
      'settings',
      () => void updateSettings({ language: 'zh-CN' }),
    ),
  ];
}

/** How well a text answers a query: smaller is better, null is not at all. Letters may lie apart. */
export function score(text: string, query: string): number | null {
  const haystack = text.toLowerCase();
  const needle = query.toLowerCase().trim();
  if (needle === '') return 0;
  const at = haystack.indexOf(needle);
  if (at === 0) return 0;
  if (at > 0) return /[\s/:._-]/.test(haystack[at - 1] ?? '') ? 1 : 2;
  let from = 0;
  for (const letter of needle.replaceAll(' ', '')) {
    const found = haystack.indexOf(letter, from);
    if (found < 0) return null;
    from = found + 1;
  }
  return 3;
}

const shownActions = 4;

/** What answers the query, best first within groups; without one, places and the first actions. */
export function findEntries(entries: ReadonlyArray<Entry>, query: string): ReadonlyArray<Entry> {
  if (query.trim() === '') {
    const actions = entries.filter((entry) => entry.group === 'actions').slice(0, shownActions);
    return entries.filter((entry) => entry.group !== 'actions' || actions.includes(entry));
  }
  return entries
    .map((entry, order) => ({ entry, order, rank: score(entry.text, query) }))
    .filter((one): one is { entry: Entry; order: number; rank: number } => one.rank !== null)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, 60)
    .map(({ entry }) => entry);
}
