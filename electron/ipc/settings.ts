import type { Settings } from '../../shared/model/settings';
import type { HandlersOf, ServicesSource } from './handlers';

export function settingsHandlers(
  services: ServicesSource,
  onChange: (settings: Settings) => void,
): HandlersOf<'settings'> {
  return {
    'settings.get': async () => (await services()).store.settings.get(),
    'settings.update': async (change) => {
      const settings = (await services()).store.settings.update(change);
      onChange(settings);
      return settings;
    },
  };
}
