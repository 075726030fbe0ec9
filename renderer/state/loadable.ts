import type { WireError } from '../../shared/errors';
import { wireOf } from './bridge';
import type { Store } from './store';

/** What a list knows: nothing yet, its content, or why it has none. */
export type Loadable<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: WireError; readonly sinceMs: number };

export const loading: Loadable<never> = { kind: 'loading' };

export function readyOr<T>(loadable: Loadable<T>, fallback: T): T {
  return loadable.kind === 'ready' ? loadable.value : fallback;
}

/** A failure that repeats keeps the time it began. */
export function failed<T>(before: Loadable<T>, error: WireError, nowMs: number): Loadable<T> {
  return { kind: 'failed', error, sinceMs: before.kind === 'failed' ? before.sinceMs : nowMs };
}

/**
 * Makes a refresh that runs once at a time: an event that comes while it runs makes it run once
 * more, so a burst of events costs two reads and the last one always counts.
 */
export function createRefresh<T>(
  store: Store<Loadable<T>>,
  read: () => Promise<T>,
): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      try {
        store.set({ kind: 'ready', value: await read() });
      } catch (error) {
        store.update((before) => failed(before, wireOf(error), Date.now()));
      }
    } while (again);
    running = null;
  };
  return () => {
    if (running === null) running = run();
    else again = true;
    return running;
  };
}
