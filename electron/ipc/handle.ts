import { BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron';

import { DarkroomError, toWire, type WireError } from '../../shared/errors';
import {
  requestChannels,
  type Envelope,
  type RequestChannel,
  type RequestOf,
} from '../../shared/ipc/contract';
import { parseRequest } from '../../shared/ipc/schemas';
import { toDisposable, type Disposable } from '../base/disposable';
import type { CallContext, Handlers } from './handlers';

export interface HandleOptions {
  /** The only origin that may call, e.g. `app://darkroom`. */
  readonly origin: string;
  /** Told of errors that nobody expected, with their stack. */
  readonly onBug: (error: unknown, channel: string) => void;
}

/**
 * Registers every channel of the contract. Refuses callers that are not the main frame of one of our
 * windows showing our own origin (UNAUTHORIZED_SENDER) and requests that the schema does not accept
 * (INVALID_ARGUMENT). Always answers an Envelope: structured clone would strip an error of its code.
 */
export function handleRequests(handlers: Handlers, options: HandleOptions): Disposable {
  for (const channel of requestChannels) {
    ipcMain.handle(channel, (event, request: unknown) =>
      answer(channel, event, request, handlers, options),
    );
  }
  return toDisposable(() => {
    for (const channel of requestChannels) ipcMain.removeHandler(channel);
  });
}

async function answer<C extends RequestChannel>(
  channel: C,
  event: IpcMainInvokeEvent,
  request: unknown,
  handlers: Handlers,
  options: HandleOptions,
): Promise<Envelope<unknown>> {
  try {
    const context = trustedContext(event, options.origin);
    const checked = checkRequest(channel, request);
    return { ok: true, value: await handlers[channel](checked, context) };
  } catch (error) {
    const wire = toWire(error);
    if (isBug(wire)) options.onBug(error, channel);
    return { ok: false, error: wire };
  }
}

function trustedContext(event: IpcMainInvokeEvent, origin: string): CallContext {
  const window = BrowserWindow.fromWebContents(event.sender);
  const frame = event.senderFrame;
  if (
    window === null ||
    frame === null ||
    frame !== event.sender.mainFrame ||
    frame.origin !== origin
  ) {
    throw new DarkroomError(
      'UNAUTHORIZED_SENDER',
      'The call did not come from the Darkroom window',
      {
        data: { origin: frame?.origin ?? '' },
      },
    );
  }
  return { window, signal: closedSignal(window) };
}

const closedSignals = new WeakMap<BrowserWindow, AbortSignal>();

function closedSignal(window: BrowserWindow): AbortSignal {
  const known = closedSignals.get(window);
  if (known !== undefined) return known;
  const controller = new AbortController();
  window.once('closed', () => controller.abort());
  closedSignals.set(window, controller.signal);
  return controller.signal;
}

function checkRequest<C extends RequestChannel>(channel: C, request: unknown): RequestOf<C> {
  try {
    return parseRequest(channel, request);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DarkroomError('INVALID_ARGUMENT', `${channel} refused: ${reason}`, {
      data: { channel },
      cause,
    });
  }
}

/** Expected errors carry a code and are shown where they belong; the rest is logged with its stack. */
function isBug(wire: WireError): boolean {
  return wire.code === 'INTERNAL' || wire.code === 'UNAUTHORIZED_SENDER';
}
