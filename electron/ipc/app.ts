import { app } from 'electron';

import type { HandlersOf, ServicesSource } from './handlers';

export function appHandlers(services: ServicesSource): HandlersOf<'app'> {
  return {
    'app.info': async () => {
      const { engine, store } = await services();
      const { run } = await engine.capabilities();
      return {
        version: app.getVersion(),
        platform: process.platform,
        locale: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
        storeRoot: store.paths.root,
        engine: {
          id: engine.id,
          kind: engine.kind,
          canRun: run.available,
          runReason: run.reason,
        },
      };
    },
  };
}
