import type { Settings } from '../../shared/model/settings';
import { readAuthorities } from '../registry/authorities';
import { checkedRules } from '../registry/check-rules';
import { registryName } from '../registry/registries';
import type { HandlersOf, ServicesSource } from './handlers';

export function registryHandlers(
  services: ServicesSource,
  onSettings: (settings: Settings) => void,
): HandlersOf<'registries'> {
  const registries = async () => (await services()).registries;
  return {
    'registries.logins': async (_request, { signal }) => (await registries()).logins(signal),
    'registries.login': async ({ registry, username, password }, { signal }) =>
      (await registries()).login(registryName(registry), { username, password }, { signal }),
    'registries.logout': async ({ registry }, { signal }) => {
      await (await registries()).logout(registryName(registry), signal);
      return null;
    },
    'registries.set': async ({ registry, rules }) => {
      const kept = rules === null ? null : await checkedRules(rules);
      const settings = (await services()).store.settings.setRegistry(registryName(registry), kept);
      onSettings(settings);
      return settings;
    },
    'registries.test': async ({ registry, rules }, { signal }) =>
      (await registries()).test(registryName(registry), await checkedRules(rules), signal),
    'registries.certificates': async ({ path }) =>
      (await readAuthorities(path)).map(({ info }) => info),
    'registries.tags': async ({ name, limit }, { signal }) =>
      (await registries()).tags(name, limit, { signal }),
    'registries.inspect': async ({ name }, { signal }) =>
      (await registries()).inspect(name, { signal }),
  };
}
