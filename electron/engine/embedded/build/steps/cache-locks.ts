import { cancelledError, onAbort } from '../../../../base/abort';

const queues = new Map<string, Promise<void>>();

/** Waits for its turn with a cache folder; the function returned ends the turn. */
export async function lockCache(path: string, signal: AbortSignal): Promise<() => void> {
  const before = queues.get(path) ?? Promise.resolve();
  let unlock = (): void => undefined;
  const own = new Promise<void>((resolve) => (unlock = resolve));
  const turn = before.then(() => own);
  queues.set(path, turn);
  void turn.then(() => {
    if (queues.get(path) === turn) queues.delete(path);
  });
  await new Promise<void>((resolve, reject) => {
    const aborting = onAbort(signal, () => {
      unlock();
      reject(cancelledError());
    });
    void before.then(() => {
      aborting.dispose();
      resolve();
    });
  });
  return unlock;
}
