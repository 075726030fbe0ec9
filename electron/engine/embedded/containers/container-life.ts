import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type {
  ContainerPruneResult,
  ContainerSize,
  ContainerSummary,
  ProcessTable,
} from '../../../../shared/model/container';
import { containerEvent, pruneEvent } from '../../../store/container-events';
import type { ContainerRecord } from '../../../store/store';
import type { StopOptions } from '../../engine';
import { signalNumber } from '../signals';
import { isUp, type ContainerLookup, type ContainerParts } from './container-lookup';
import type { ContainerRuns } from './container-runs';
import { checkName } from './names';

/** How containers are held, ended, renamed and removed. */
export class ContainerLife {
  constructor(
    private readonly parts: ContainerParts,
    private readonly lookup: ContainerLookup,
    private readonly runs: ContainerRuns,
  ) {}

  async stop(name: string, options: StopOptions): Promise<void> {
    const record = this.lookup.find(name);
    if (!isUp(record)) return;
    await this.runs.stop(record, options);
    this.tell(record, 'stop');
  }

  async restart(name: string, options: StopOptions): Promise<void> {
    await this.stop(name, options);
    const record = this.lookup.find(name);
    await this.runs.start(record);
    this.tell(record, 'restart');
  }

  async pause(name: string): Promise<void> {
    const record = this.lookup.up(name);
    await this.parts.sandbox.pauseContainer(record.id);
    this.parts.store.containers.update(record.id, { state: 'paused' });
  }

  async unpause(name: string): Promise<void> {
    const record = this.lookup.find(name);
    if (record.state !== 'paused') {
      throw new DarkroomError('CONFLICT', `Container ${record.name} is not paused`, {
        data: { id: record.id },
      });
    }
    await this.parts.sandbox.unpauseContainer(record.id);
    this.parts.store.containers.update(record.id, { state: 'running' });
  }

  rename(name: string, newName: string): Promise<void> {
    const record = this.lookup.find(name);
    const wanted = newName.replace(/^\//, '');
    checkName(wanted);
    if (wanted === record.name) {
      throw new DarkroomError(
        'INVALID_ARGUMENT',
        'Renaming a container with the same name as its current name',
      );
    }
    this.parts.store.containers.update(record.id, { name: wanted });
    return Promise.resolve();
  }

  async kill(name: string, signal: string): Promise<void> {
    const record = this.lookup.up(name);
    const { sandbox } = this.parts;
    this.tell(record, 'kill', { signal: String(signalNumber(signal)) });
    if (/^(SIG)?KILL$|^9$/i.test(signal)) await sandbox.killContainer(record.id);
    else await this.runs.signal(record, signal);
    this.lookup.settled(record);
  }

  async wait(name: string, signal: AbortSignal): Promise<number> {
    const record = this.lookup.find(name);
    if (!isUp(record)) return record.exitCode ?? 0;
    return this.runs.waitForEnd(record, signal);
  }

  async remove(
    name: string,
    options: { readonly force: boolean; readonly volumes?: boolean },
  ): Promise<void> {
    const record = this.lookup.find(name);
    if (isUp(record) && !options.force) {
      throw new DarkroomError(
        'CONTAINER_RUNNING',
        `Remove container ${record.name}: it is running`,
        { data: { id: record.id }, hint: 'Stop it first, or force the removal.' },
      );
    }
    if (isUp(record)) {
      this.tell(record, 'kill', { signal: '9' });
      await this.parts.sandbox.killContainer(record.id);
      this.lookup.settled(record);
    }
    const withVolumes = options.volumes === true || record.options.autoRemove === true;
    await this.removeEnded(record, withVolumes);
  }

  /** Those of the given that are not up. */
  async prune(
    containers: ReadonlyArray<ContainerSummary>,
    sizeOf: (id: string) => Promise<ContainerSize>,
  ): Promise<ContainerPruneResult> {
    const removed: string[] = [];
    let freedBytes = 0;
    for (const { id, state } of containers) {
      if (state === 'running' || state === 'paused') continue;
      const { changesBytes } = await sizeOf(id);
      await this.remove(id, { force: false, volumes: true });
      removed.push(id);
      freedBytes += changesBytes;
    }
    this.parts.store.events.add(pruneEvent('container', freedBytes));
    return { removed, freedBytes };
  }

  async top(name: string, psOptions: ReadonlyArray<string>): Promise<ProcessTable> {
    const record = this.lookup.up(name);
    const table = await this.parts.sandbox.listProcesses(record.id, psOptions);
    this.tell(record, 'top');
    return table;
  }

  private tell(record: ContainerRecord, action: string, more: Record<string, string> = {}): void {
    this.parts.store.events.add(containerEvent(record, action, more));
  }

  /** With its files and, where asked for, its anonymous volumes. */
  async removeEnded(record: ContainerRecord, withVolumes: boolean): Promise<void> {
    const { store, sandbox, volumes } = this.parts;
    const folder = this.lookup.folder(record);
    const mounted = store.volumes.usedIn(record.id);
    // A container that was never started has only what this process may remove itself.
    if (existsSync(join(folder, 'upper'))) await sandbox.removeContainer(record.id);
    else await rm(folder, { recursive: true, force: true });
    store.containers.remove(record.id);
    if (withVolumes) await volumes.removeAnonymous(mounted);
  }
}
