import type { WireError } from '../../shared/errors';
import type {
  DarkroomBridge,
  EventChannel,
  Events,
  ReplyOf,
  RequestChannel,
  RequestOf,
} from '../../shared/ipc/contract';

/** What stands in for the main process in tests of the window. */
export interface FakeBridge extends DarkroomBridge {
  /** Answers a channel from now on; a thrown WireError becomes the envelope's error. */
  answer<C extends RequestChannel>(
    channel: C,
    reply: (request: RequestOf<C>) => ReplyOf<C> | Promise<ReplyOf<C>>,
  ): void;
  emit<C extends EventChannel>(channel: C, event: Events[C]): void;
  readonly calls: ReadonlyArray<{ readonly channel: RequestChannel; readonly request: unknown }>;
}

type AnyReply = (request: never) => unknown;
type AnyListener = (event: never) => void;

/** A bridge that refuses every channel until the test answers it. */
export function createFakeBridge(): FakeBridge {
  const replies = new Map<RequestChannel, AnyReply>();
  const listeners = new Map<EventChannel, Set<AnyListener>>();
  const calls: Array<{ channel: RequestChannel; request: unknown }> = [];
  return {
    calls,
    answer: (channel, reply) => replies.set(channel, reply as AnyReply),
    emit: (channel, event) => {
      for (const listener of listeners.get(channel) ?? []) listener(event as never);
    },
    call: async (channel, request) => {
      calls.push({ channel, request });
      const reply = replies.get(channel);
      if (reply === undefined) return { ok: false, error: refusal(channel) };
      try {
        return { ok: true, value: (await reply(request as never)) as never };
      } catch (error) {
        return { ok: false, error: error as WireError };
      }
    },
    on: (channel, listener) => {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener as AnyListener));
      return () => set.delete(listener as AnyListener);
    },
    pathForFile: (file) => `/home/leon/${(file as File).name}`,
  };
}

function refusal(channel: string): WireError {
  return { code: 'NOT_FOUND', message: `The test does not answer ${channel}`, data: {} };
}
