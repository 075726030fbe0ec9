import { mkdir } from 'node:fs/promises';
import { DarkroomError } from '../../../../shared/errors';
import type {
  Volume,
  VolumeOptions,
  VolumePruneResult,
  VolumeSummary,
} from '../../../../shared/model/volume';
import type { Sandbox } from '../../../runtime/sandbox';
import { pruneEvent } from '../../../store/container-events';
import type { Store, VolumeRecord } from '../../../store/store';
import type { VolumeOperations } from '../../engine';
import { folderBytes } from './folder-bytes';
import { anonymousName, checkVolumeName } from './volume-names';

export interface VolumeParts {
  readonly store: Store;
  readonly sandbox: Sandbox;
}

/** A volume that is to be made, as Docker dates it: without fractions of a second. */
export function newVolume(name: string | null, labels: Volume['labels']): VolumeRecord {
  const createdAt = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  return { name: name ?? anonymousName(), createdAt, labels, anonymous: name === null };
}

/**
 * Makes the folder that is mounted: root's and open to all inside. The row is made first, so that
 * nobody takes the folder for a leftover.
 */
export async function makeVolumeFolder(store: Store, name: string): Promise<void> {
  await mkdir(store.paths.volumes, { recursive: true, mode: 0o711 });
  await mkdir(store.paths.volumeData(name), { recursive: true, mode: 0o755 });
}

/** Volumes of the local driver: folders of the store, with a row each. */
export class EmbeddedVolumes implements VolumeOperations {
  constructor(private readonly parts: VolumeParts) {}

  list(): Promise<ReadonlyArray<VolumeSummary>> {
    return Promise.resolve(this.parts.store.volumes.list().map((volume) => this.summary(volume)));
  }

  async inspect(name: string): Promise<VolumeSummary> {
    return Promise.resolve(this.summary(this.parts.store.volumes.find(name)));
  }

  async create(options: VolumeOptions): Promise<Volume> {
    const { store } = this.parts;
    if (options.name !== undefined) checkVolumeName(options.name);
    const record = newVolume(options.name ?? null, options.labels ?? {});
    store.volumes.insert(record);
    await makeVolumeFolder(store, record.name);
    return store.volumes.find(record.name);
  }

  async remove(name: string, options: { readonly force: boolean }): Promise<void> {
    const { store } = this.parts;
    if (store.volumes.tryFind(name) === null && options.force) return;
    const volume = store.volumes.find(name);
    if (await this.removeUnused(volume.name)) return;
    const users = store.volumes.usedBy(volume.name);
    throw new DarkroomError(
      'VOLUME_IN_USE',
      `Remove volume ${name}: volume is in use - [${users.join(', ')}]`,
      { data: { name, containers: users }, hint: 'Remove the containers that mount it first.' },
    );
  }

  async prune(
    options: { readonly all: boolean; matches?(volume: Volume): boolean },
    signal: AbortSignal,
  ): Promise<VolumePruneResult> {
    const removed: string[] = [];
    let freedBytes = 0;
    for (const volume of this.parts.store.volumes.list()) {
      signal.throwIfAborted();
      if (!options.all && !volume.anonymous) continue;
      if (options.matches?.(volume) === false) continue;
      if (this.parts.store.volumes.usedBy(volume.name).length > 0) continue;
      const bytes = await folderBytes(volume.mountpoint);
      if (!(await this.removeUnused(volume.name))) continue;
      removed.push(volume.name);
      freedBytes += bytes;
    }
    this.parts.store.events.add(pruneEvent('volume', freedBytes));
    return { removed, freedBytes };
  }

  /** The anonymous ones among `names` that nothing uses any more. */
  async removeAnonymous(names: ReadonlyArray<string>): Promise<void> {
    for (const name of names) {
      if (this.parts.store.volumes.tryFind(name)?.anonymous === true) await this.removeUnused(name);
    }
  }

  /** False while a container uses it. Its files belong to ids of the sandbox, which removes them. */
  async removeUnused(name: string): Promise<boolean> {
    const { store, sandbox } = this.parts;
    if (!store.volumes.removeUnused(name)) return false;
    await sandbox.removeTree(store.paths.volume(name));
    return true;
  }

  private summary(volume: Volume): VolumeSummary {
    return { ...volume, usedBy: this.parts.store.volumes.usedBy(volume.name) };
  }
}
