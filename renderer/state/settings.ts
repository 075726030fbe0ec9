import type { AppInfo } from '../../shared/ipc/contract';
import type { EngineFeature } from '../../shared/model/engine';
import { defaultSettings, type Settings, type SettingsChange } from '../../shared/model/settings';
import { resolveLanguage, translator, type Language, type Translate } from '../../shared/text/text';
import { call } from './bridge';
import { createRefresh, loading, type Loadable } from './loadable';
import { showError } from './notices';
import { createStore, useStore } from './store';

export const settingsStore = createStore<Settings>(defaultSettings);
export const appInfoStore = createStore<Loadable<AppInfo>>(loading);

/** Whether the engine that works cannot do something that others can. */
export function useLacks(): (feature: EngineFeature) => boolean {
  const info = useStore(appInfoStore);
  return (feature) => info.kind === 'ready' && info.value.engine.lacks.includes(feature);
}

export const refreshAppInfo = createRefresh(appInfoStore, () => call('app.info', null));

export async function loadSettings(): Promise<void> {
  try {
    settingsStore.set(await call('settings.get', null));
  } catch (error) {
    showError(error);
  }
}

/** Shows the change at once; when it cannot be kept, says so and shows what is kept. */
export async function updateSettings(change: SettingsChange): Promise<void> {
  const before = settingsStore.get();
  settingsStore.set({ ...before, ...change });
  try {
    settingsStore.set(await call('settings.update', change));
  } catch (error) {
    settingsStore.set(before);
    showError(error);
  }
}

export function currentLanguage(): Language {
  const info = appInfoStore.get();
  const locale = info.kind === 'ready' ? info.value.locale : navigator.language;
  return resolveLanguage(settingsStore.get().language, locale);
}

/** For texts outside components (notices, announcements). */
export const t: Translate = (key, ...parameters) =>
  translator(currentLanguage())(key, ...parameters);

export function useLanguage(): Language {
  const settings = useStore(settingsStore);
  const info = useStore(appInfoStore);
  const locale = info.kind === 'ready' ? info.value.locale : navigator.language;
  return resolveLanguage(settings.language, locale);
}
