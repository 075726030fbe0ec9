import { DarkroomError } from '../../shared/errors';
import type { EngineFeature } from '../../shared/model/engine';
import type { Engine } from '../engine/engine';

/** NOT_SUPPORTED where the engine says that it cannot do something, before anything is started. */
export async function refuseWithout(
  engine: Engine,
  feature: EngineFeature,
  what: string,
): Promise<void> {
  const reason = (await engine.capabilities()).lacks[feature];
  if (reason === undefined) return;
  throw new DarkroomError('NOT_SUPPORTED', `${what}: engine ${engine.id} cannot do it`, {
    data: { engine: engine.id, feature },
    hint: `${reason} (darkroom --engine embedded …)`,
  });
}
