import type {
  CommitOptions,
  CommitResult,
  ContainerSize,
} from '../../../../shared/model/container';
import type { FileChange } from '../../../../shared/model/layer';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { ContainerReview, FileDiff, TimelineEntry } from '../../../../shared/model/snapshot';
import type { ContainerQuery } from '../../../runtime/protocol';
import type { ContainerRecord } from '../../../store/store';
import type { WorkContext } from '../../engine';
import { layerPath } from '../images/image-tree';
import { readInLayers } from '../images/read-file';
import { compareFiles, diffLimitBytes, type TextDiffer } from '../text-diff';
import { commitContainer } from './commit';
import type { StoredConfig } from './container-config';
import type { ContainerLookup, ContainerParts } from './container-lookup';
import { volumesOf } from './container-volumes';
import { leftOutBy, proposalsFor, rulesFor } from './exclusions';
import { timelineOf } from './timeline';

/** What changed in containers, and the images made of it. */
export class ContainerSnapshots {
  constructor(
    private readonly parts: ContainerParts & { readonly workers: TextDiffer },
    private readonly lookup: ContainerLookup,
  ) {}

  async diff(name: string, signal: AbortSignal): Promise<ReadonlyArray<FileChange>> {
    const { record, stored } = await this.open(name);
    const query = { ...this.query(record, stored), volumes: [] };
    return (await this.parts.sandbox.diffContainer(query, signal)).changes;
  }

  async size(name: string, signal: AbortSignal): Promise<ContainerSize> {
    const { stored } = await this.open(name);
    const { layers } = this.parts.store;
    const sum = (sizes: ReadonlyArray<number>) => sizes.reduce((total, size) => total + size, 0);
    const changesBytes = sum((await this.diff(name, signal)).map(({ sizeBytes }) => sizeBytes));
    const image = stored.image.rootfs.diff_ids.map((diffId) => layers.sizeBytes(diffId) ?? 0);
    return { changesBytes, totalBytes: changesBytes + sum(image) };
  }

  async review(name: string, signal: AbortSignal): Promise<ContainerReview> {
    const { record, stored } = await this.open(name);
    const found = await this.parts.sandbox.diffContainer(this.query(record, stored), signal);
    const rules = rulesFor(this.parts.store.exclusions.list(), record);
    return {
      changes: found.changes,
      volumes: found.volumes.filter(({ changedCount }) => changedCount > 0),
      rules,
      leftOut: leftOutBy(found.changes, rules),
      proposals: proposalsFor(found.changes, rules),
    };
  }

  async findSecrets(name: string, signal: AbortSignal): Promise<ReadonlyArray<SecretFinding>> {
    const { record, stored } = await this.open(name);
    return this.parts.sandbox.scanContainer(this.query(record, stored), signal);
  }

  async fileDiff(name: string, path: string, signal: AbortSignal): Promise<FileDiff> {
    const { record, stored } = await this.open(name);
    const { store, sandbox, workers } = this.parts;
    const inside = layerPath(path);
    const [before, after] = await Promise.all([
      readInLayers(store, stored.image.rootfs.diff_ids, inside, diffLimitBytes),
      sandbox.readChange(record.id, inside, diffLimitBytes),
    ]);
    return compareFiles(workers, `/${inside}`, before, after, signal);
  }

  async commit(options: CommitOptions, work: WorkContext): Promise<CommitResult> {
    const { record, stored } = await this.open(options.container);
    const volumes = volumesOf(stored);
    return commitContainer(this.parts, { record, stored, volumes }, options, work);
  }

  async timeline(name: string): Promise<ReadonlyArray<TimelineEntry>> {
    return timelineOf(this.parts.store, name);
  }

  private async open(name: string) {
    const record = this.lookup.find(name);
    return { record, stored: await this.lookup.storedConfig(record) };
  }

  private query(record: ContainerRecord, stored: StoredConfig): ContainerQuery {
    return {
      id: record.id,
      lowers: stored.image.rootfs.diff_ids,
      volumes: volumesOf(stored),
    };
  }
}
