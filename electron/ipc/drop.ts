import type { Identified } from '../../shared/model/import';
import { isCancelled, toWire } from '../../shared/errors';
import type { Engine } from '../engine/engine';
import { pathOfDropped } from './dropped-path';
import type { HandlersOf, ServicesSource } from './handlers';

export function dropHandlers(services: ServicesSource): HandlersOf<'drop'> {
  return {
    'drop.identify': async ({ paths }, { signal }) => {
      const { engine } = await services();
      const found: Identified[] = [];
      for (const given of paths) found.push(await identify(engine, pathOfDropped(given), signal));
      return found;
    },
  };
}

/** One unreadable file must not hide what the others are: it is listed with the reason. */
async function identify(engine: Engine, path: string, signal: AbortSignal): Promise<Identified> {
  try {
    return await engine.images.identify(path, signal);
  } catch (error) {
    if (isCancelled(error)) throw error;
    const fileName = path.slice(path.lastIndexOf('/') + 1);
    return { kind: 'unknown', path, fileName, reason: toWire(error).message };
  }
}
