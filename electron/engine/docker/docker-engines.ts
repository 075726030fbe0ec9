import type { EngineEntry, NewEngine } from '../../../shared/model/engine';
import type { EnginePreferences } from '../../../shared/model/settings';
import type { Engine } from '../engine';
import type { EngineRegistryParts } from '../registry';
import { endpointAddress, parseEndpoint } from './connect/endpoint';
import { discoverEngines } from './discovery';
import { DockerEngine } from './docker-engine';
import type { LocalParts } from './local-parts';

/** What the list of engines needs to know of Docker's. */
export function dockerEngines(
  local: LocalParts,
  preferences: (engine: string) => EnginePreferences,
): Pick<EngineRegistryParts, 'discover' | 'parse' | 'makeEngine' | 'addressOf'> {
  return {
    discover: () => discoverEngines(),
    parse: (given: NewEngine): EngineEntry => ({
      name: given.name,
      endpoint: parseEndpoint(given),
      source: 'added',
    }),
    makeEngine: ({ name, endpoint }: EngineEntry): Engine =>
      new DockerEngine({ name, endpoint, local, preferences: () => preferences(name) }),
    addressOf: ({ endpoint }) => endpointAddress(endpoint),
  };
}
