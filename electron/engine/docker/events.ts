import { DarkroomError } from '../../../shared/errors';
import type { EngineEvent, EventRange } from '../../../shared/model/event';
import type { EngineChange } from '../engine';
import type { DockerApi } from './docker-api';

interface ApiEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly Actor?: {
    readonly ID?: string;
    readonly Attributes?: Readonly<Record<string, string>> | null;
  };
  /** Without the nanoseconds, which a number does not hold. */
  readonly time?: number;
  readonly timeNano?: number;
}

/** The engine's events of a range, until it or the signal ends. */
export async function readEvents(
  api: DockerApi,
  range: EventRange,
  onEvent: (event: EngineEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  // Podman 4 answers nothing at all for a range that is over: what there is is asked for, and cut off here.
  const isOver = api.isPodman && range.untilMs !== null && range.untilMs <= Date.now();
  const end = isOver ? { stream: false } : { until: seconds(range.untilMs) };
  const query = { since: seconds(range.sinceMs), ...end };
  const request = { method: 'GET', path: '/events', query, signal, what: 'Read events' } as const;
  try {
    for await (const event of api.lines<ApiEvent>(request)) {
      const timeNanos = Math.trunc(event.timeNano ?? (event.time ?? 0) * 1e9);
      if (isOver && timeNanos / 1e6 > (range.untilMs ?? 0)) continue;
      onEvent({
        type: event.Type ?? '',
        action: event.Action ?? '',
        id: event.Actor?.ID ?? '',
        attributes: event.Actor?.Attributes ?? {},
        timeNanos: String(BigInt(timeNanos)),
      });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** As moby's timestamp: seconds and nanoseconds. */
function seconds(timeMs: number | null): string | undefined {
  return timeMs === null ? undefined : (timeMs / 1000).toFixed(9);
}

/** Bursts (a prune, a build) are told of once in this time. */
const gatherMs = 100;

/** Follows the engine's events until the signal fires; rejects when the stream ends before. */
export async function watchEvents(
  api: DockerApi,
  onChange: (what: EngineChange) => void,
  signal: AbortSignal,
): Promise<void> {
  const gathered = new Set<EngineChange>();
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    timer = null;
    const told = [...gathered];
    gathered.clear();
    for (const what of told) onChange(what);
  };
  try {
    const request = { method: 'GET', path: '/events', signal, what: 'Follow events' } as const;
    for await (const event of api.lines<ApiEvent>(request)) {
      for (const what of changesOf(event)) gathered.add(what);
      if (gathered.size > 0) timer ??= setTimeout(flush, gatherMs);
    }
  } finally {
    if (timer !== null) clearTimeout(timer);
    if (!signal.aborted) flush();
  }
  if (signal.aborted) return;
  throw new DarkroomError('ENGINE_CONNECTION_LOST', 'The engine closed the connection', {
    hint: 'Darkroom tries again by itself.',
  });
}

/** Actions as moby's api/types/events names them. */
export function changesOf({ Type, Action = '' }: ApiEvent): ReadonlyArray<EngineChange> {
  if (Type === 'image') return ['images'];
  if (Type !== 'container') return [];
  if (/^(exec_|top|resize|attach|archive-path|export)/.test(Action)) return [];
  return Action === 'commit' ? ['images', 'containers'] : ['containers'];
}
