import { createStore } from './store';

const tickMs = 20_000;

/** The time that "2 min ago" counts from: one for the window, so that all lists agree. */
export const nowStore = createStore(Date.now());

export function startClock(): () => void {
  const timer = setInterval(() => nowStore.set(Date.now()), tickMs);
  return () => clearInterval(timer);
}
