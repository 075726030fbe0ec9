import type { Settings } from '../../shared/model/settings';
import type { Language } from '../../shared/text/text';
import { appHandlers } from './app';
import { buildHandlers } from './build';
import { containerHandlers } from './containers';
import { dialogHandlers } from './dialogs';
import { dropHandlers } from './drop';
import { engineHandlers } from './engines';
import type { Handlers, ServicesSource } from './handlers';
import { exclusionHandlers } from './exclusions';
import { imageHandlers } from './images';
import { jobHandlers } from './jobs';
import { registryHandlers } from './registries';
import { secretHandlers } from './secrets';
import { settingsHandlers } from './settings';
import { terminalHandlers } from './terminal';
import { watchHandlers } from './watch';
import type { SpawnTerminal } from './terminals';

export interface HandlerDependencies {
  readonly services: ServicesSource;
  readonly language: () => Language;
  readonly onSettings: (settings: Settings) => void;
  readonly terminalSpawner: () => Promise<SpawnTerminal>;
}

/** A handler for every channel; one that is missing does not compile. */
export function allHandlers(dependencies: HandlerDependencies): Handlers {
  const { services, language, onSettings } = dependencies;
  return {
    ...appHandlers(services),
    ...imageHandlers(services),
    ...engineHandlers(services),
    ...dropHandlers(services),
    ...dialogHandlers(language),
    ...jobHandlers(services),
    ...buildHandlers(services),
    ...containerHandlers(services),
    ...terminalHandlers(services, dependencies.terminalSpawner),
    ...registryHandlers(services, onSettings),
    ...watchHandlers(services),
    ...exclusionHandlers(services),
    ...secretHandlers(services),
    ...settingsHandlers(services, onSettings),
  };
}
