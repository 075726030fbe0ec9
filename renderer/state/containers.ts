import type { ContainerSummary } from '../../shared/model/container';
import { call } from './bridge';
import { createRefresh, loading, type Loadable } from './loadable';
import { createStore } from './store';

export const containersStore = createStore<Loadable<ReadonlyArray<ContainerSummary>>>(loading);

/** Containers that were deleted in the last seconds and can still be brought back. */
export const hiddenContainersStore = createStore<ReadonlySet<string>>(new Set());

/** Containers with an act under way (start, stop…), so that the row says so at once. */
export const busyContainersStore = createStore<ReadonlySet<string>>(new Set());

export const refreshContainers = createRefresh(containersStore, () =>
  call('containers.list', null),
);

/** Running first, then newest first. */
export function sortContainers(
  containers: ReadonlyArray<ContainerSummary>,
): ReadonlyArray<ContainerSummary> {
  const rank = (container: ContainerSummary): number => (isRunning(container) ? 0 : 1);
  return [...containers].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      Date.parse(b.createdAt) - Date.parse(a.createdAt) ||
      a.name.localeCompare(b.name),
  );
}

export function isRunning(container: Pick<ContainerSummary, 'state'>): boolean {
  return container.state === 'running' || container.state === 'paused';
}

export function searchContainers(
  containers: ReadonlyArray<ContainerSummary>,
  query: string,
): ReadonlyArray<ContainerSummary> {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return containers.filter((container) => {
    const text = [container.name, container.id, container.imageName, ...container.command]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export function setBusy(id: string, busy: boolean): void {
  busyContainersStore.update((before) => {
    const next = new Set(before);
    if (busy) next.add(id);
    else next.delete(id);
    return next;
  });
}

export function hideContainer(id: string): void {
  hiddenContainersStore.update((hidden) => new Set([...hidden, id]));
}

export function unhideContainer(id: string): void {
  hiddenContainersStore.update((hidden) => new Set([...hidden].filter((other) => other !== id)));
}
