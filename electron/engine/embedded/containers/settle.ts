import { toWire } from '../../../../shared/errors';
import { containerEvent } from '../../../store/container-events';
import type { ContainerRecord, Store } from '../../../store/store';
import type { Sandbox } from '../../../runtime/sandbox';

/** Docker's code for a container whose end nobody saw. */
const lostExitCode = 255;

/**
 * Brings the index up to date with what happened to a container while nobody looked: it ended, or the
 * machine was started anew, or its health is another. Cheap, without the helper.
 */
export function settle(store: Store, sandbox: Sandbox, record: ContainerRecord): ContainerRecord {
  if (record.state !== 'running' && record.state !== 'paused') return record;
  const status = sandbox.containerStatus(record.id);
  if (status.kind === 'running') {
    tellHealth(store, sandbox, record);
    return record;
  }
  const change = {
    state: 'exited' as const,
    pid: null,
    pidStartTicks: null,
    exitCode: status.kind === 'exited' ? status.exitCode : lostExitCode,
    finishedAt: status.kind === 'exited' ? status.finishedAt : new Date().toISOString(),
  };
  try {
    store.containers.update(record.id, change);
  } catch (error) {
    // Another process removed it between the two looks.
    if (toWire(error).code !== 'CONTAINER_NOT_FOUND') throw error;
  }
  return { ...record, ...change };
}

/** The same for a container of which only the id is still sure. */
export function settleById(store: Store, sandbox: Sandbox, id: string): void {
  const record = store.containers.list().find((item) => item.id === id);
  if (record !== undefined) settle(store, sandbox, record);
}

/** What the checks found since somebody looked last; moby tells of it once they have found something. */
function tellHealth(store: Store, sandbox: Sandbox, record: ContainerRecord): void {
  const health = sandbox.containerHealth(record.id);
  if (health === null || (health.status !== 'healthy' && health.status !== 'unhealthy')) return;
  const event = containerEvent(record, `health_status: ${health.status}`);
  const end = health.log.at(-1)?.end;
  store.events.addChange(
    end === undefined ? event : { ...event, timeMs: Date.parse(end) },
    'health_status',
  );
}
