import type { EventChannel, Events } from '../../shared/ipc/contract';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { IpcServices } from './handlers';

export type Broadcast = <C extends EventChannel>(channel: C, payload: Events[C]) => void;

/** Passes what the services announce on to the window. */
export function forwardEvents(services: IpcServices, broadcast: Broadcast): Disposable {
  const subscriptions = new DisposableStore();
  subscriptions.add(
    services.engines.onDidChange((what) => {
      switch (what) {
        case 'images':
          return broadcast('images.changed', null);
        case 'containers':
          return broadcast('containers.changed', null);
      }
    }),
  );
  subscriptions.add(services.engines.onDidChangeList(() => broadcast('engines.changed', null)));
  subscriptions.add(services.jobs.onDidChange((job) => broadcast('jobs.changed', job)));
  subscriptions.add(services.jobs.onDidOutput((output) => broadcast('jobs.output', output)));
  return subscriptions;
}
