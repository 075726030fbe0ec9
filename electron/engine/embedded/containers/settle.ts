import type { ContainerRecord, Store } from '../../../store/store';
import type { Sandbox } from '../../../runtime/sandbox';

/** Docker's code for a container whose end nobody saw. */
const lostExitCode = 255;

/**
 * Brings the index up to date with what happened to a container while nobody looked: it ended, or the
 * machine was started anew. Cheap, without the helper.
 */
export function settle(store: Store, sandbox: Sandbox, record: ContainerRecord): ContainerRecord {
  if (record.state !== 'running' && record.state !== 'paused') return record;
  const status = sandbox.containerStatus(record.id);
  if (status.kind === 'running') return record;
  const change = {
    state: 'exited' as const,
    pid: null,
    pidStartTicks: null,
    exitCode: status.kind === 'exited' ? status.exitCode : lostExitCode,
    finishedAt: status.kind === 'exited' ? status.finishedAt : new Date().toISOString(),
  };
  store.containers.update(record.id, change);
  return { ...record, ...change };
}
