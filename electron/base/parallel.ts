import { onAbort, throwIfAborted } from './abort';

/**
 * Runs `work` on every item, at most `limit` at once, in order of the items. The first failure stops the
 * others (their signal fires) and is thrown once all have ended.
 */
export async function parallel<T, R>(
  items: ReadonlyArray<T>,
  limit: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<ReadonlyArray<R>> {
  const controller = new AbortController();
  const aborting = onAbort(signal, () => controller.abort());
  const results: R[] = [];
  let next = 0;
  let failure: { readonly error: unknown } | null = null;
  const runOne = async (): Promise<void> => {
    for (let index = next++; index < items.length && failure === null; index = next++) {
      try {
        results[index] = await work(items[index] as T, controller.signal);
      } catch (error) {
        failure ??= { error };
        controller.abort();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runOne));
  } finally {
    aborting.dispose();
  }
  throwIfAborted(signal);
  const failed = failure as { readonly error: unknown } | null;
  if (failed !== null) throw failed.error;
  return results;
}
