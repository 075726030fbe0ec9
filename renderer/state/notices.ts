import type { WireError } from '../../shared/errors';
import type { Translate } from '../../shared/text/text';
import { wireOf } from './bridge';
import { createStore } from './store';

/** Which text with which values: written where it is shown, in the language of that moment. */
export type Words = (t: Translate) => string;

export interface NoticeAction {
  readonly label: Words;
  readonly run: () => void;
}

/** What the corner of the window says. */
export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'undo' | 'error' | 'snapshot';
  /** An error's own message stands without one. */
  readonly text?: Words;
  readonly detail?: string;
  readonly error?: WireError;
  readonly action?: NoticeAction;
  /** For `snapshot`: the name that can still be changed. */
  readonly name?: { readonly value: string; readonly rename: (name: string) => Promise<void> };
  /** Milliseconds until it leaves by itself; null stays. */
  readonly lifeMs: number | null;
  /** Runs when it leaves without its action having been taken. */
  readonly onLeave?: () => void;
}

export const undoMs = 10_000;
const doneMs = 6_000;

export const noticesStore = createStore<ReadonlyArray<Notice>>([]);

let nextId = 1;

export function addNotice(notice: Omit<Notice, 'id'>): number {
  const id = nextId;
  nextId += 1;
  noticesStore.update((notices) => [...notices, { ...notice, id }]);
  return id;
}

export function showDone(text: Words, action?: NoticeAction): number {
  return addNotice({ kind: 'done', text, lifeMs: doneMs, ...(action ? { action } : {}) });
}

/** Cancelled work is quiet; anything else is shown until dismissed. */
export function showError(error: unknown, action?: NoticeAction): void {
  const wire = wireOf(error);
  if (wire.code === 'CANCELLED') return;
  const same = noticesStore.get().find((notice) => notice.error?.message === wire.message);
  if (same !== undefined) return;
  addNotice({
    kind: 'error',
    error: wire,
    lifeMs: null,
    ...(action ? { action } : {}),
  });
}

/** Takes a notice away. `taken`: its action was chosen, so what it would have done does not happen. */
export function leaveNotice(id: number, taken: boolean): void {
  const notice = noticesStore.get().find((other) => other.id === id);
  if (notice === undefined) return;
  noticesStore.update((notices) => notices.filter((other) => other.id !== id));
  if (!taken) notice.onLeave?.();
}

/**
 * Does something that cannot be brought back, but only after ten seconds in which it can be
 * undone. `hide` shows the outcome at once, `show` takes that back.
 */
export function doUnlessUndone(parts: {
  readonly text: Words;
  readonly hide: () => void;
  readonly show: () => void;
  readonly act: () => Promise<unknown>;
}): void {
  parts.hide();
  addNotice({
    kind: 'undo',
    text: parts.text,
    lifeMs: undoMs,
    action: { label: (t) => t('common.undo'), run: parts.show },
    onLeave: () => {
      parts.act().catch(showError).finally(parts.show);
    },
  });
}

/** The window closes: what was deleted stays deleted. */
export function leaveAllNotices(): void {
  for (const notice of noticesStore.get()) leaveNotice(notice.id, false);
}
