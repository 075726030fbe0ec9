import { join } from 'node:path';
import { DarkroomError } from '../../../../shared/errors';
import type { Sandbox } from '../../../runtime/sandbox';
import type { ContainerRecord, Store } from '../../../store/store';
import type { EmbeddedVolumes } from '../volumes/embedded-volumes';
import { readStoredConfig, type StoredConfig } from './container-config';
import { settle } from './settle';

export interface ContainerParts {
  readonly store: Store;
  readonly sandbox: Sandbox;
  readonly volumes: EmbeddedVolumes;
}

/** Finds containers, with their state brought up to date. */
export class ContainerLookup {
  constructor(private readonly parts: ContainerParts) {}

  /** CONTAINER_NOT_FOUND, AMBIGUOUS_ID. */
  find(name: string): ContainerRecord {
    return this.settled(this.parts.store.containers.find(name));
  }

  /** One that is running or paused. CONTAINER_NOT_RUNNING. */
  up(name: string): ContainerRecord {
    const record = this.find(name);
    if (isUp(record)) return record;
    throw new DarkroomError('CONTAINER_NOT_RUNNING', `Container ${record.name} is not running`, {
      data: { id: record.id },
      hint: `Start it: darkroom start ${record.name}`,
    });
  }

  settled(record: ContainerRecord): ContainerRecord {
    return settle(this.parts.store, this.parts.sandbox, record);
  }

  isRunning({ id }: ContainerRecord): boolean {
    return this.parts.sandbox.containerStatus(id).kind === 'running';
  }

  folder({ id }: ContainerRecord): string {
    return this.parts.store.paths.container(id);
  }

  storedConfig(record: ContainerRecord): Promise<StoredConfig> {
    return readStoredConfig(this.folder(record));
  }
}

export function isUp({ state }: ContainerRecord): boolean {
  return state === 'running' || state === 'paused';
}

export function logPath(lookup: Pick<ContainerLookup, 'folder'>, record: ContainerRecord): string {
  return join(lookup.folder(record), 'log', 'container.log');
}
