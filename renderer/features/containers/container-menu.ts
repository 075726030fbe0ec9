import type { ContainerSummary } from '../../../shared/model/container';
import type { Translate } from '../../../shared/text/text';
import {
  attempt,
  deleteContainer,
  killContainer,
  snapshotContainer,
  startContainer,
  stopContainer,
} from '../../state/actions';
import { lifeActs } from '../../state/container-acts';
import { isRunning } from '../../state/containers';
import { navigate, type ContainerTab } from '../../state/navigation';
import type { MenuItem } from '../../ui/menu';

/** Everything one can do with a container, for its menu. */
export function containerMenu(container: ContainerSummary, t: Translate): ReadonlyArray<MenuItem> {
  const running = isRunning(container);
  const open = (tab: ContainerTab) => (): void =>
    navigate({ kind: 'container', id: container.id, tab });
  return [
    {
      key: 'snapshot',
      text: t('containers.snapshot'),
      icon: 'snapshot',
      run: () => attempt(() => snapshotContainer(container)),
    },
    {
      key: 'review',
      text: t('containers.review'),
      icon: 'check',
      run: () => navigate({ kind: 'review', id: container.id }),
    },
    running
      ? {
          key: 'stop',
          text: t('containers.stop'),
          icon: 'stop',
          run: () => attempt(() => stopContainer(container)),
        }
      : {
          key: 'start',
          text: t('containers.start'),
          icon: 'start',
          run: () => attempt(() => startContainer(container)),
        },
    ...(running
      ? [
          {
            key: 'kill',
            text: t('containers.kill'),
            icon: 'close' as const,
            run: () => attempt(() => killContainer(container)),
          },
        ]
      : []),
    ...lifeActs(container, t),
    {
      key: 'terminal',
      text: t('containers.terminal'),
      icon: 'terminal',
      disabled: !running,
      run: open('terminal'),
    },
    { key: 'logs', text: t('containers.logs'), icon: 'logs', run: open('logs') },
    { key: 'usage', text: t('containers.usage'), icon: 'activity', run: open('usage') },
    { key: 'files', text: t('containers.files'), icon: 'folder', run: open('files') },
    { key: 'changes', text: t('containers.changes'), icon: 'file', run: open('changes') },
    {
      key: 'delete',
      text: t('containers.delete'),
      icon: 'trash',
      danger: true,
      run: () => deleteContainer(container),
    },
  ];
}
