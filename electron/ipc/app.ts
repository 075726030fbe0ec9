import { app } from 'electron';

import { toWire } from '../../shared/errors';
import type { HandlersOf, ServicesSource } from './handlers';

export function appHandlers(services: ServicesSource): HandlersOf<'app'> {
  return {
    'app.info': async () => {
      const { engine, store } = await services();
      // An engine that cannot be reached is no reason to know nothing of the app.
      const run = await engine.capabilities().then(
        (capabilities) => capabilities.run,
        (error: unknown) => ({ available: false, reason: toWire(error).message }),
      );
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
