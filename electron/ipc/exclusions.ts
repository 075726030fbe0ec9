import type { HandlersOf, ServicesSource } from './handlers';

/** Kept rules of what snapshots leave out. */
export function exclusionHandlers(services: ServicesSource): HandlersOf<'exclusions'> {
  const exclusions = async () => (await services()).store.exclusions;
  return {
    'exclusions.list': async () => (await exclusions()).list(),
    'exclusions.add': async (rule) => {
      const { engine, store } = await services();
      engine.checkPatterns([rule.pattern]);
      store.exclusions.add(rule);
      return store.exclusions.list();
    },
    'exclusions.remove': async (rule) => {
      const kept = await exclusions();
      kept.remove(rule);
      return kept.list();
    },
  };
}
