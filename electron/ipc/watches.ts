import { randomUUID } from 'node:crypto';

import { DarkroomError, toWire, type WireError } from '../../shared/errors';
import type { Disposable } from '../base/disposable';

const maximumOpen = 64;

/** What one window follows; all of it ends with the window. */
export class Watches implements Disposable {
  private readonly open = new Map<string, AbortController>();

  constructor(private readonly onEnd: (watchId: string, error: WireError | null) => void) {}

  /**
   * Begins to follow something. `follow` ends by itself or when its signal fires; only the former is
   * announced. CONFLICT when the window follows too much already.
   */
  start(follow: (watchId: string, signal: AbortSignal) => Promise<void>): string {
    if (this.open.size >= maximumOpen) {
      throw new DarkroomError('CONFLICT', `Too much is followed at once (${maximumOpen})`, {
        hint: 'Close a page first.',
      });
    }
    const watchId = randomUUID();
    const controller = new AbortController();
    this.open.set(watchId, controller);
    const end = (error: WireError | null): void => {
      this.open.delete(watchId);
      if (!controller.signal.aborted) this.onEnd(watchId, error);
    };
    follow(watchId, controller.signal).then(
      () => end(null),
      (error: unknown) => end(toWire(error)),
    );
    return watchId;
  }

  close(watchId: string): void {
    this.open.get(watchId)?.abort();
    this.open.delete(watchId);
  }

  dispose(): void {
    for (const watchId of [...this.open.keys()]) this.close(watchId);
  }
}
