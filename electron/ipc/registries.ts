import { registryName } from '../registry/registries';
import type { HandlersOf, ServicesSource } from './handlers';

export function registryHandlers(services: ServicesSource): HandlersOf<'registries'> {
  const registries = async () => (await services()).registries;
  return {
    'registries.logins': async (_request, { signal }) => (await registries()).logins(signal),
    'registries.login': async ({ registry, username, password }, { signal }) =>
      (await registries()).login(registryName(registry), { username, password }, { signal }),
    'registries.logout': async ({ registry }, { signal }) => {
      await (await registries()).logout(registryName(registry), signal);
      return null;
    },
    'registries.tags': async ({ name, limit }, { signal }) =>
      (await registries()).tags(name, limit, { signal }),
    'registries.inspect': async ({ name }, { signal }) =>
      (await registries()).inspect(name, { signal }),
  };
}
