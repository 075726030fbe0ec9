import type { MenuCommand } from '../../shared/ipc/contract';
import {
  attempt,
  chooseContext,
  chooseFiles,
  containerById,
  snapshotContainer,
} from '../state/actions';
import { buildStore } from '../state/build';
import { saveFile } from '../state/build-file';
import { dialogStore, openDialog } from '../state/dialogs';
import { navigate, navigationStore } from '../state/navigation';
import { showDone } from '../state/notices';

/** What menus and shortcuts ask for. */
export function runCommand(command: MenuCommand): void {
  switch (command) {
    case 'palette':
      if (dialogStore.get().kind === 'none') openDialog({ kind: 'palette' });
      return;
    case 'import':
      attempt(() => chooseFiles('archive'));
      return;
    case 'find':
      findInList();
      return;
    case 'snapshot':
      // Ctrl S: on the Build page it saves, as it does in every editor.
      if (navigationStore.get().route.kind === 'build') attempt(saveOpenFile);
      else snapshotSelected();
      return;
    default:
      navigate({ kind: command });
  }
}

/** Ctrl B: to the Build page, and when it has no folder yet, straight to choosing one. */
export function buildCommand(): void {
  const onPage = navigationStore.get().route.kind === 'build';
  navigate({ kind: 'build' });
  if (onPage && buildStore.get().contextPath === null) attempt(chooseContext);
}

async function saveOpenFile(): Promise<void> {
  if (buildStore.get().contextPath !== null) await saveFile({ overwrite: false });
}

function findInList(): void {
  const field = document.querySelector<HTMLInputElement>('main [data-find]');
  field?.focus();
  field?.select();
}

function snapshotSelected(): void {
  const { route, selection } = navigationStore.get();
  const id = route.kind === 'container' ? route.id : selection.containers;
  const container = id === undefined ? null : containerById(id);
  if (container !== null) attempt(() => snapshotContainer(container));
  else {
    navigate({ kind: 'containers' });
    showDone((t) => t('snapshot.pick'));
  }
}
