import type { HandlersOf, ServicesSource } from './handlers';

/** Kept exceptions of the secret gate. */
export function secretHandlers(services: ServicesSource): HandlersOf<'secrets'> {
  const secrets = async () => (await services()).store.secrets;
  return {
    'secrets.allowances': async () => (await secrets()).allowances(),
    'secrets.allow': async (allowance) => {
      const { engine, store } = await services();
      engine.checkPatterns([allowance.pattern]);
      store.secrets.allow(allowance);
      return store.secrets.allowances();
    },
    'secrets.revoke': async ({ pattern, rule }) => {
      const kept = await secrets();
      kept.revoke(pattern, rule);
      return kept.allowances();
    },
  };
}
