import type { EngineListing } from '../../shared/model/engine';
import { call } from './bridge';
import { refreshContainers } from './containers';
import { refreshImages, refreshUsage } from './images';
import { createRefresh, loading, readyOr, type Loadable } from './loadable';
import { refreshAppInfo } from './settings';
import { createStore } from './store';

export const enginesStore = createStore<Loadable<ReadonlyArray<EngineListing>>>(loading);

export const refreshEngines = createRefresh(enginesStore, () => call('engines.list', null));

/** Asks every engine that nobody has asked yet; their states come as changes of the list. */
export function probeEngines(): void {
  for (const { name, state } of readyOr(enginesStore.get(), [])) {
    // What is wrong with it shows in its state.
    if (state.kind !== 'connected') void call('engines.test', { name }).catch(() => undefined);
  }
}

/** Everything in the window is on that engine from then on. */
export async function selectEngine(name: string): Promise<void> {
  await call('engines.select', { name });
  await Promise.all([
    refreshEngines(),
    refreshAppInfo(),
    refreshImages(),
    refreshContainers(),
    refreshUsage(),
  ]);
}
