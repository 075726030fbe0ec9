import type { WireError } from '../../shared/errors';
import type { Events, RequestOf } from '../../shared/ipc/contract';
import { call, on, wireOf } from './bridge';

type WatchChannel = 'watch.logs' | 'watch.usage';
type WatchEvent = 'watch.output' | 'watch.usage' | 'watch.ended';

export interface WatchListener {
  onOutput?(text: string): void;
  onUsage?(usage: Events['watch.usage']['usage']): void;
  onEnd?(error: WireError | null): void;
}

/** Follows what a container does until the returned function is called. */
export function openWatch<C extends WatchChannel>(
  channel: C,
  request: RequestOf<C>,
  listener: WatchListener,
): () => void {
  let watchId: string | null = null;
  let isClosed = false;
  /** Events may overtake the answer that says which are ours. */
  const early: Array<() => void> = [];
  const listen = <E extends WatchEvent>(event: E, take: (payload: Events[E]) => void) =>
    on(event, (payload) => {
      const deliver = (): void => {
        if (!isClosed && payload.watchId === watchId) take(payload);
      };
      if (watchId === null) early.push(deliver);
      else deliver();
    });
  const stops = [
    listen('watch.output', ({ text }) => listener.onOutput?.(text)),
    listen('watch.usage', ({ usage }) => listener.onUsage?.(usage)),
    listen('watch.ended', ({ error }) => listener.onEnd?.(error)),
  ];
  call(channel, request).then(
    (answer) => {
      ({ watchId } = answer as { readonly watchId: string });
      if (isClosed) void call('watch.close', { watchId });
      for (const deliver of early.splice(0)) deliver();
    },
    (reason: unknown) => {
      if (!isClosed) listener.onEnd?.(wireOf(reason));
    },
  );
  return () => {
    isClosed = true;
    for (const stop of stops) stop();
    if (watchId !== null) void call('watch.close', { watchId });
  };
}
