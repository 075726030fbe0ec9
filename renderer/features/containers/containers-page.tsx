import { useState } from 'react';

import type { ContainerSummary } from '../../../shared/model/container';
import { deleteContainer } from '../../state/actions';
import {
  busyContainersStore,
  containersStore,
  hiddenContainersStore,
  isRunning,
  refreshContainers,
  searchContainers,
  sortContainers,
} from '../../state/containers';
import { openDialog } from '../../state/dialogs';
import { readyOr } from '../../state/loadable';
import { back, navigate, navigationStore, select } from '../../state/navigation';
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
import { containerColumns, containerTemplate } from './container-columns';
import { ContainerInspector } from './container-inspector';
import { containerMenu } from './container-menu';
import { ContainersEmpty } from './containers-empty';

/** Every container, what runs on top, each one press away from a snapshot. */
export function ContainersPage() {
  const { t } = useText();
  const containers = useStore(containersStore);
  const hidden = useStore(hiddenContainersStore);
  const { selection, inspecting } = useStore(navigationStore);
  const [query, setQuery] = useState('');
  const all = sortContainers(
    readyOr(containers, []).filter((container) => !hidden.has(container.id)),
  );
  const selected = all.find((container) => container.id === selection.containers) ?? null;
  return (
    <Page>
      <PageHead
        title={t('containers.title')}
        subtitle={
          all.length === 0
            ? undefined
            : t('containers.count', { n: all.length, running: all.filter(isRunning).length })
        }
      >
        {all.length === 0 ? null : (
          <SearchField label={t('menu.find')} shortcut="Ctrl F" value={query} onChange={setQuery} />
        )}
        <Button look="primary" onClick={() => openDialog({ kind: 'run', imageName: null })}>
          {t('containers.run')}
        </Button>
      </PageHead>
      <Split
        inspector={selected === null ? null : <ContainerInspector container={selected} />}
        inspectorLabel={selected?.name ?? ''}
        inspecting={inspecting}
        onLeave={back}
      >
        <Content
          containers={containers}
          all={all}
          shown={searchContainers(all, query)}
          query={query}
          selected={selected}
        />
      </Split>
    </Page>
  );
}

function Content(props: {
  readonly containers: ReturnType<typeof containersStore.get>;
  readonly all: ReadonlyArray<ContainerSummary>;
  readonly shown: ReadonlyArray<ContainerSummary>;
  readonly query: string;
  readonly selected: ContainerSummary | null;
}) {
  const { t } = useText();
  const busy = useStore(busyContainersStore);
  const { containers } = props;
  const [menu, setMenu] = useState<{ container: ContainerSummary; at: MenuPlace } | null>(null);
  if (containers.kind === 'loading') return <Skeleton />;
  if (containers.kind === 'failed') {
    return (
      <Unreachable
        what={t('containers.title')}
        error={containers.error}
        sinceMs={containers.sinceMs}
        onRetry={() => void refreshContainers()}
      />
    );
  }
  if (props.all.length === 0) return <ContainersEmpty />;
  if (props.shown.length === 0) {
    return <EmptyState title={t('common.noMatch', { query: props.query })} />;
  }
  return (
    <>
      <List
        label={t('containers.list')}
        items={props.shown}
        columns={containerColumns(t, busy)}
        template={containerTemplate(props.selected !== null)}
        idOf={(container) => container.id}
        textOf={(container) => container.name}
        selectedId={props.selected?.id ?? null}
        onSelect={(container, how) => select('containers', container.id, how === 'pointer')}
        onOpen={(container) =>
          navigate({
            kind: 'container',
            id: container.id,
            tab: isRunning(container) ? 'terminal' : 'changes',
          })
        }
        onDelete={deleteContainer}
        onMenu={(container, at) => setMenu({ container, at })}
      />
      {menu === null ? null : (
        <Menu
          label={menu.container.name}
          at={menu.at}
          items={containerMenu(menu.container, t)}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}
