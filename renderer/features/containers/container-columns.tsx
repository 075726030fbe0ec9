import type { ContainerSummary } from '../../../shared/model/container';
import type { Translate } from '../../../shared/text/text';
import { attempt, snapshotContainer, startContainer, stopContainer } from '../../state/actions';
import { joinCommand } from '../../state/command-line';
import { isRunning } from '../../state/containers';
import { navigate } from '../../state/navigation';
import { IconButton } from '../../ui/button';
import { ContainerStateDot } from '../../ui/container-state';
import type { Column } from '../../ui/list';
import { MenuButton } from '../../ui/menu';
import { Time } from '../../ui/text';
import { containerMenu } from './container-menu';
import styles from './containers.module.css';

export function containerTemplate(besideInspector: boolean): string {
  return besideInspector
    ? 'minmax(6rem, 1fr) 6rem minmax(5rem, 0.9fr) 8rem'
    : 'minmax(7rem, 1fr) 7rem minmax(6rem, 1fr) minmax(6rem, 1.2fr) 6.5rem 8rem';
}

export function containerColumns(
  t: Translate,
  busy: ReadonlySet<string>,
): ReadonlyArray<Column<ContainerSummary>> {
  return [
    {
      key: 'name',
      title: t('common.name'),
      cell: (container) => <span className={styles['name']}>{container.name}</span>,
    },
    {
      key: 'state',
      title: t('common.state'),
      cell: (container) => <ContainerStateDot container={container} />,
    },
    {
      key: 'image',
      title: t('containers.column.image'),
      cell: (container) => <span className={styles['dim']}>{container.imageName}</span>,
    },
    {
      key: 'command',
      title: t('common.command'),
      minRem: 46,
      cell: (container) => <code className={styles['dim']}>{joinCommand(container.command)}</code>,
    },
    {
      key: 'created',
      title: t('common.created'),
      minRem: 46,
      cell: (container) => (
        <span className={styles['dim']}>
          <Time iso={container.createdAt} />
        </span>
      ),
    },
    {
      key: 'actions',
      title: t('containers.column.actions'),
      titleHidden: true,
      align: 'end',
      cell: (container, { selected }) => (
        <RowActions
          container={container}
          t={t}
          busy={busy.has(container.id)}
          tabIndex={selected ? 0 : -1}
        />
      ),
    },
  ];
}

/** Start or stop, terminal, snapshot: each one press, from the row itself. */
function RowActions(props: {
  readonly container: ContainerSummary;
  readonly t: Translate;
  readonly busy: boolean;
  readonly tabIndex: number;
}) {
  const { container, t, busy, tabIndex } = props;
  const named = (action: string): string =>
    t('containers.actionOf', { action, name: container.name });
  const running = isRunning(container);
  return (
    <span
      className={styles['rowActions']}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <IconButton
        icon="snapshot"
        accent
        label={named(t('containers.snapshot'))}
        tabIndex={tabIndex}
        onClick={() => attempt(() => snapshotContainer(container))}
      />
      {running ? (
        <IconButton
          icon="stop"
          label={named(t('containers.stop'))}
          disabled={busy}
          tabIndex={tabIndex}
          onClick={() => attempt(() => stopContainer(container))}
        />
      ) : (
        <IconButton
          icon="start"
          label={named(t('containers.start'))}
          disabled={busy}
          tabIndex={tabIndex}
          onClick={() => attempt(() => startContainer(container))}
        />
      )}
      <IconButton
        icon="terminal"
        label={named(t('containers.terminal'))}
        disabled={!running}
        tabIndex={tabIndex}
        onClick={() => navigate({ kind: 'container', id: container.id, tab: 'terminal' })}
      />
      <MenuButton
        label={named(t('common.more'))}
        items={containerMenu(container, t)}
        tabIndex={tabIndex}
      />
    </span>
  );
}
