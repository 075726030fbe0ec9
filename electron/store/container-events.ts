import type { NewEvent } from './store-records';
import type { ContainerRecord } from './store';

/** An event of a container with docker's attributes: its image, its name, its labels. */
export function containerEvent(
  record: Pick<ContainerRecord, 'id' | 'name' | 'imageName' | 'options'>,
  action: string,
  more: Readonly<Record<string, string>> = {},
): NewEvent {
  const { id, name, imageName: image, options } = record;
  return { type: 'container', action, id, attributes: { ...options.labels, ...more, image, name } };
}

/** What a change of a container's record tells: a start, an end, a pause, a new name. */
export function eventsOfChange(before: ContainerRecord, after: ContainerRecord): NewEvent[] {
  const events: NewEvent[] = [];
  if (after.name !== before.name) {
    events.push(containerEvent(after, 'rename', { oldName: `/${before.name}` }));
  }
  const wasUp = before.state === 'running' || before.state === 'paused';
  if (after.state === 'running' && !wasUp) events.push(containerEvent(after, 'start'));
  if (after.state === 'running' && before.state === 'paused')
    events.push(containerEvent(after, 'unpause'));
  if (after.state === 'paused' && before.state === 'running')
    events.push(containerEvent(after, 'pause'));
  const isUp = after.state === 'running' || after.state === 'paused';
  if (wasUp && !isUp) events.push(endOf(before, after));
  return events;
}

/** At the time of the end, which is often noticed later. */
function endOf(before: ContainerRecord, after: ContainerRecord): NewEvent {
  const { startedAt, finishedAt, exitCode } = after;
  const ranMs =
    startedAt === null || finishedAt === null ? 0 : Date.parse(finishedAt) - Date.parse(startedAt);
  const event = containerEvent(after, 'die', {
    execDuration: String(Math.max(0, Math.floor(ranMs / 1000))),
    exitCode: String(exitCode ?? 0),
  });
  const isNew = finishedAt !== null && finishedAt !== before.finishedAt;
  return isNew ? { ...event, timeMs: Date.parse(finishedAt) } : event;
}

/** A volume that a container's start mounts, or its end lets go. */
export function mountEvent(
  action: 'mount' | 'unmount',
  volume: string,
  container: string,
  more: Readonly<Record<string, string>> = {},
): NewEvent {
  const attributes = { container, driver: 'local', ...more };
  return { type: 'volume', action, id: volume, attributes };
}

/** What a prune freed; docker tells it of no actor. */
export function pruneEvent(type: string, freedBytes: number): NewEvent {
  return { type, action: 'prune', id: '', attributes: { reclaimed: String(freedBytes) } };
}
