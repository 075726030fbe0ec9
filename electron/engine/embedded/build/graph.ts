import { onAbort, throwIfAborted } from '../../../base/abort';

/** A piece of work and the pieces whose results it needs. */
export interface GraphNode<Result> {
  readonly inputs: ReadonlyArray<GraphNode<Result>>;
  run(inputs: ReadonlyArray<Result>, signal: AbortSignal): Promise<Result>;
}

/**
 * Runs every node once its inputs are done, at most `limit` at the same time, in list order where there
 * is a choice. The first failure stops the others; it is thrown after all have come to an end, so that
 * nothing goes on in the background. Inputs have to stand before the nodes that need them.
 */
export async function runGraph<Result>(
  nodes: ReadonlyArray<GraphNode<Result>>,
  limit: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<GraphNode<Result>, Result>> {
  const stop = new AbortController();
  const outer = onAbort(signal, () => stop.abort(signal.reason));
  const results = new Map<GraphNode<Result>, Result>();
  const waiting = new Set(nodes);
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];

  const start = (node: GraphNode<Result>): void => {
    waiting.delete(node);
    const inputs = node.inputs.map((input) => results.get(input) as Result);
    const done = node
      .run(inputs, stop.signal)
      .then((result) => void results.set(node, result))
      .catch((error: unknown) => {
        failures.push(error);
        stop.abort(error);
      })
      .finally(() => running.delete(done));
    running.add(done);
  };

  try {
    while (waiting.size > 0 && failures.length === 0) {
      throwIfAborted(signal);
      for (const node of waiting) {
        if (running.size >= limit) break;
        if (node.inputs.every((input) => results.has(input))) start(node);
      }
      await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
    outer.dispose();
  }
  if (failures.length > 0) throw failures[0];
  return results;
}
