import { fromWire, toWire, type WireError } from '../../shared/errors';
import type {
  EventChannel,
  Events,
  ReplyOf,
  RequestChannel,
  RequestOf,
} from '../../shared/ipc/contract';

/** Asks the main process. Rejects with a DarkroomError. */
export async function call<C extends RequestChannel>(
  channel: C,
  request: RequestOf<C>,
): Promise<ReplyOf<C>> {
  const envelope = await window.darkroom.call(channel, request);
  if (!envelope.ok) throw fromWire(envelope.error);
  return envelope.value;
}

/** Follows an event of the main process until the returned function is called. */
export function on<C extends EventChannel>(
  channel: C,
  listener: (event: Events[C]) => void,
): () => void {
  return window.darkroom.on(channel, listener);
}

/** The path of a dropped file; '' when it has none. */
export function pathForFile(file: File): string {
  return window.darkroom.pathForFile(file);
}

export function wireOf(error: unknown): WireError {
  return toWire(error);
}
