import type { Libc } from '../native/libc';
import { readState } from './container-state';
import { Freezer, type RunningInit } from './freezer';
import { HoldLock } from './hold-lock';
import { holdStill } from './hold-still';

export interface RunningContainer extends RunningInit {
  /** The folder of RuntimeStates. */
  readonly states: string;
}

/** Looks at a container while nothing in it moves, and tells how long that was. For threads that may wait. */
export function whileStill<T>(
  libc: Libc,
  container: RunningContainer,
  check: () => void,
  look: () => T,
): T & { readonly pausedMs: number } {
  const { id, states } = container;
  // Who is paused stays as he is held: another freezer beside it would have to be remembered.
  if (readState(states, id)?.paused !== true) Freezer.gather(container);
  return new HoldLock(libc, states).whileHeldSync(id, check, () => {
    const startedAt = performance.now();
    const release = holdStill(container);
    try {
      return { ...look(), pausedMs: performance.now() - startedAt };
    } finally {
      release();
    }
  });
}
