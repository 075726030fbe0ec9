import { app } from 'electron';

import { toWire } from '../../shared/errors';
import type { EngineFeature } from '../../shared/model/engine';
import type { HandlersOf, ServicesSource } from './handlers';

export function appHandlers(services: ServicesSource): HandlersOf<'app'> {
  return {
    'app.info': async () => {
      const { engine, store } = await services();
      // An engine that cannot be reached is no reason to know nothing of the app.
      const { run, lacks } = await engine.capabilities().catch((error: unknown) => ({
        run: { available: false, reason: toWire(error).message },
        lacks: {},
      }));
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
          lacks: Object.keys(lacks) as EngineFeature[],
        },
      };
    },
  };
}
