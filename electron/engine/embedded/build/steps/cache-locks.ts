import { cancelledError, onAbort } from '../../../../base/abort';
import type { Disposable } from '../../../../base/disposable';
import type { Store } from '../../../../store/store';

const queues = new Map<string, Promise<void>>();
/** Nothing tells when another process gives a lock back or dies with it. */
const retryMs = 200;

/**
 * Waits for its turn with a cache folder: behind other steps of this process in order, then behind other
 * processes. The function returned ends the turn. CANCELLED.
 */
export async function lockCache(
  store: Pick<Store, 'tryLock'>,
  name: string,
  signal: AbortSignal,
): Promise<() => void> {
  const leave = await queue(name, signal);
  try {
    const lock = await lockAmongProcesses(store, name, signal);
    return () => {
      lock.dispose();
      leave();
    };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Waits until no other process has the lock. CANCELLED. */
export async function lockAmongProcesses(
  store: Pick<Store, 'tryLock'>,
  name: string,
  signal: AbortSignal,
): Promise<Disposable> {
  for (;;) {
    const lock = store.tryLock(name);
    if (lock !== null) return lock;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        aborting.dispose();
        resolve();
      }, retryMs);
      const aborting = onAbort(signal, () => {
        clearTimeout(timer);
        reject(cancelledError());
      });
    });
  }
}

async function queue(name: string, signal: AbortSignal): Promise<() => void> {
  const before = queues.get(name) ?? Promise.resolve();
  let leave = (): void => undefined;
  const own = new Promise<void>((resolve) => (leave = resolve));
  const turn = before.then(() => own);
  queues.set(name, turn);
  void turn.then(() => {
    if (queues.get(name) === turn) queues.delete(name);
  });
  await new Promise<void>((resolve, reject) => {
    const aborting = onAbort(signal, () => {
      leave();
      reject(cancelledError());
    });
    void before.then(() => {
      aborting.dispose();
      resolve();
    });
  });
  return leave;
}
