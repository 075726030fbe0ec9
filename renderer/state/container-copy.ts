import type { ContainerSummary } from '../../shared/model/container';
import { call } from './bridge';
import { showDone } from './notices';
import { createStore } from './store';

/** While set, what is dropped on the window goes there instead of being looked at. */
export interface DropTarget {
  readonly title: string;
  readonly take: (paths: ReadonlyArray<string>) => Promise<void>;
}

export const dropTargetStore = createStore<DropTarget | null>(null);

export async function putInto(
  container: ContainerSummary,
  sources: ReadonlyArray<string>,
  folder: string,
): Promise<void> {
  if (sources.length === 0) return;
  await call('containers.copyIn', { name: container.id, sources, folder });
  showDone((t) => t('containerFiles.put', { n: sources.length, folder }));
}

/** Asks for a folder of this machine; nothing happens when the person changed their mind. */
export async function saveCopy(container: ContainerSummary, path: string): Promise<void> {
  const [folder] = await call('dialog.open', { kind: 'folder' });
  if (folder === undefined) return;
  await call('containers.copyOut', { name: container.id, path, folder });
  showDone((t) =>
    t('containerFiles.saved', { name: path.slice(path.lastIndexOf('/') + 1), folder }),
  );
}
