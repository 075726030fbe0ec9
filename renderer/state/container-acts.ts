import type { ContainerSummary } from '../../shared/model/container';
import type { Translate } from '../../shared/text/text';
import { attempt, whileBusy } from './actions';
import { call } from './bridge';
import { isRunning, refreshContainers } from './containers';
import { openDialog } from './dialogs';

export interface ContainerAct {
  readonly key: string;
  readonly text: string;
  readonly run: () => void;
}

/** What is done to a container besides starting and stopping it; every menu of one has these. */
export function lifeActs(container: ContainerSummary, t: Translate): ReadonlyArray<ContainerAct> {
  const { id } = container;
  const ask = (channel: 'containers.pause' | 'containers.unpause' | 'containers.restart') => () =>
    attempt(() => whileBusy(id, () => call(channel, { name: id })));
  const acts: ContainerAct[] = [];
  if (container.state === 'running') {
    acts.push({ key: 'pause', text: t('containers.pause'), run: ask('containers.pause') });
  }
  if (container.state === 'paused') {
    acts.push({ key: 'unpause', text: t('containers.unpause'), run: ask('containers.unpause') });
  }
  if (isRunning(container)) {
    acts.push({ key: 'restart', text: t('containers.restart'), run: ask('containers.restart') });
  }
  acts.push({
    key: 'rename',
    text: t('containers.rename'),
    run: () => openDialog({ kind: 'rename', container }),
  });
  return acts;
}

export async function renameContainer(container: ContainerSummary, name: string): Promise<void> {
  await call('containers.rename', { name: container.id, newName: name });
  await refreshContainers();
}
