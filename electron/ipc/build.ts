import type { HandlersOf, ServicesSource } from './handlers';

export function buildHandlers(services: ServicesSource): HandlersOf<'build'> {
  return {
    'build.inspectContext': async ({ contextPath }, { signal }) =>
      (await services()).engine.inspectContext(contextPath, signal),
  };
}
