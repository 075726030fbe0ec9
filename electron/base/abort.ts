import { DarkroomError } from '../../shared/errors';
import { toDisposable, type Disposable } from './disposable';

export function cancelledError(): DarkroomError {
  return new DarkroomError('CANCELLED', 'Cancelled');
}

/** Throws CANCELLED when the signal has fired. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledError();
}

/** Calls back once, at once when the signal has already fired; the disposable takes it back. */
export function onAbort(signal: AbortSignal, listener: () => void): Disposable {
  if (signal.aborted) {
    listener();
    return toDisposable(() => undefined);
  }
  signal.addEventListener('abort', listener, { once: true });
  return toDisposable(() => signal.removeEventListener('abort', listener));
}
