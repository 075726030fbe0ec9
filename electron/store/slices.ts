import { setImmediate } from 'node:timers/promises';

/** How long synchronous work may take before other events get their turn, in milliseconds. */
const sliceMs = 12;

/** Lets waiting events run. */
export async function yieldToEvents(): Promise<void> {
  await setImmediate();
}

/**
 * Hands the items to `work` in slices of at most `limit` items and some twelve milliseconds; between
 * slices other events run. `inSlice` wraps each slice, e.g. in a transaction.
 */
export async function forEachSliced<T>(
  items: Iterable<T>,
  limit: number,
  inSlice: (run: () => void) => void,
  work: (item: T) => void,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let finished = false;
  const slice = (): void => {
    const deadline = Date.now() + sliceMs;
    for (let count = 0; count < limit; count += 1) {
      const next = iterator.next();
      if (next.done === true) {
        finished = true;
        return;
      }
      work(next.value);
      // The clock costs more than a small item; every 64th is often enough.
      if ((count & 63) === 63 && Date.now() > deadline) return;
    }
  };
  try {
    while (!finished) {
      inSlice(slice);
      if (!finished) await yieldToEvents();
    }
  } finally {
    if (!finished) iterator.return?.();
  }
}
