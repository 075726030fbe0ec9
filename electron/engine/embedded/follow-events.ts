import type { EngineEvent, EventRange } from '../../../shared/model/event';
import type { Disposable } from '../../base/disposable';
import type { Store } from '../../store/store';

/** setTimeout takes no more. */
const longestTimerMs = 2 ** 31 - 1;

interface FollowParts {
  readonly store: Store;
  /** Ends of containers are noted by whoever looks. */
  settle(): Promise<unknown>;
  watchExits(): Disposable;
}

/** Events of the store: those kept in the range, then what any process adds, until range or signal end. */
export async function followEvents(
  parts: FollowParts,
  range: EventRange,
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  await parts.settle();
  const { events } = parts.store;
  const kept = events.list(0);
  let last = kept.at(-1)?.sequence ?? 0;
  if (range.sinceMs !== null || range.untilMs !== null) {
    const past = kept.filter((event) => isWithin(range, event));
    past.sort((a, b) => Number(BigInt(a.timeNanos) - BigInt(b.timeNanos)));
    past.forEach(onEvent);
  }
  const leftMs = range.untilMs === null ? null : range.untilMs - Date.now();
  if (leftMs !== null && leftMs <= 0) return;
  const tellNew = () => {
    for (const event of events.list(last)) {
      last = event.sequence;
      if (isWithin(range, event)) onEvent(event);
    }
  };
  const added = events.onDidAdd(tellNew);
  const exits = parts.watchExits();
  try {
    // Between the look above and the watch something may have come.
    tellNew();
    await ended(leftMs, signal);
    if (!signal.aborted) tellNew();
  } finally {
    exits.dispose();
    added.dispose();
  }
}

function isWithin({ sinceMs, untilMs }: EventRange, { timeNanos }: EngineEvent): boolean {
  const timeMs = Number(BigInt(timeNanos) / 1000n) / 1000;
  return (sinceMs === null || timeMs >= sinceMs) && (untilMs === null || timeMs <= untilMs);
}

function ended(afterMs: number | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer =
      afterMs === null
        ? setInterval(() => undefined, longestTimerMs)
        : setTimeout(done, Math.min(afterMs, longestTimerMs));
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
