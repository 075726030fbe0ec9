import { Freezer, type RunningInit } from './freezer';
import { isStopped, processesOf, signalProcess } from './processes';
import { waitUntil } from './wait-until';

/**
 * Holds every process of a container still and returns what lets them go on, but for those that were
 * held already. By the freezer of its cgroup, where it was gathered into one; by SIGSTOP what is not
 * there, which the process itself does not see, but a parent that watches its children does.
 */
export function holdStill(container: RunningInit, mountPoint?: string): () => void {
  const freezer = Freezer.of(container, mountPoint);
  const wasFrozen = freezer?.isFrozen() === true;
  const frozen = freezer?.freeze() === true ? freezer : null;
  const stopped = stopOutside(container.pid, frozen);
  return () => {
    for (const pid of [...stopped].reverse()) signalProcess(pid, 'SIGCONT');
    if (!wasFrozen) frozen?.thaw();
  };
}

/** Lets all processes of a container go on, whoever held them. */
export function letGo(container: RunningInit, mountPoint?: string): void {
  const freezer = Freezer.of(container, mountPoint);
  const frozen = freezer?.isFrozen() === true ? freezer : null;
  // Also one that is still on its way to being frozen.
  freezer?.thaw();
  for (const pid of processesOf(container.pid).reverse()) {
    if (frozen?.has(pid) !== true) signalProcess(pid, 'SIGCONT');
  }
}

/** New ones may appear while the list is read, so it is read until nothing new does. */
function stopOutside(init: number, frozen: Freezer | null): ReadonlySet<number> {
  const stopped = new Set<number>();
  for (let round = 0; round < 20; round += 1) {
    const fresh = processesOf(init).filter(
      (pid) => !stopped.has(pid) && frozen?.has(pid) !== true && !isStopped(pid),
    );
    if (fresh.length === 0) break;
    for (const pid of fresh) {
      signalProcess(pid, 'SIGSTOP');
      stopped.add(pid);
    }
  }
  // A signal is sent at once but takes effect when the process is next in the kernel. One that waits
  // for a disk cannot be stopped before that is over, and does nothing meanwhile.
  waitUntil(() => [...stopped].every(isStopped));
  return stopped;
}
