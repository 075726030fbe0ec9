import { throwIfAborted } from '../../../../base/abort';
import type { StepLayer } from '../step-context';

const running = new Map<string, Promise<StepLayer>>();

/**
 * Runs a step once, however many builds of this process want the same one at the same time. When the
 * build that runs it is cancelled or fails, one of those that wait takes over.
 */
export async function shareStep(
  key: string,
  signal: AbortSignal,
  run: () => Promise<StepLayer>,
): Promise<StepLayer> {
  for (;;) {
    throwIfAborted(signal);
    const other = running.get(key);
    if (other === undefined) break;
    const layer = await other.catch(() => null);
    if (layer !== null) return { ...layer, cached: true, cause: null };
  }
  const own = run().finally(() => running.delete(key));
  running.set(key, own);
  return own;
}
