import type { HandlersOf, ServicesSource } from './handlers';

export function engineHandlers(services: ServicesSource): HandlersOf<'engines'> {
  const engines = async () => (await services()).engines;
  return {
    'engines.list': async () => (await engines()).list(),
    'engines.select': async ({ name }) => {
      await (await engines()).select(name);
      return null;
    },
    'engines.add': async (given) => {
      await (await engines()).addByHand(given);
      return null;
    },
    'engines.remove': async ({ name }) => {
      await (await engines()).remove(name);
      return null;
    },
    'engines.test': async ({ name }, { signal }) => (await engines()).test(name, signal),
  };
}
