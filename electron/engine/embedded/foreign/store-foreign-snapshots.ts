import type { CommitOptions } from '../../../../shared/model/container';
import type { FileChange } from '../../../../shared/model/layer';
import type { SecretFinding } from '../../../../shared/model/secret';
import type { ExclusionRule, FileDiff, TimelineEntry } from '../../../../shared/model/snapshot';
import { compilePathPatterns } from '../../../dockerfile/dockerfile';
import { parseReference } from '../../../oci/reference';
import type { Store } from '../../../store/store';
import type { WorkerPool } from '../../../worker/pool';
import type {
  DifferenceFilter,
  DifferencePart,
  FileBeginning,
  ForeignSnapshots,
  ReadDifference,
  SnapshotSource,
  WrittenDifference,
  TimelineSeed,
} from '../../foreign-snapshots';
import { applyChanges } from '../changes';
import { snapshotConfig } from '../containers/commit';
import { leftOutBy, proposalsFor, rulesFor } from '../containers/exclusions';
import { lineOf } from '../containers/timeline';
import { layerPath } from '../images/image-tree';
import { readInLayers } from '../images/read-file';
import { StreamFeeder } from '../import/stream-feeder';
import { checkSecrets } from '../secrets/gate';
import { compareFiles, diffLimitBytes } from '../text-diff';
import { frameParts } from './frame-parts';

export interface ForeignSnapshotParts {
  /** Where rules and exceptions are kept. */
  readonly store: Store;
  readonly workers: WorkerPool;
  /** The store of copies of engines' images. */
  mirror(): Promise<Store>;
}

/** See ForeignSnapshots. */
export class StoreForeignSnapshots implements ForeignSnapshots {
  readonly diffLimitBytes = diffLimitBytes;

  constructor(private readonly parts: ForeignSnapshotParts) {}

  rulesFor(container: { readonly name: string; readonly imageName: string }) {
    return rulesFor(this.parts.store.exclusions.list(), container);
  }

  judge(changes: ReadonlyArray<FileChange>, rules: ReadonlyArray<ExclusionRule>) {
    return { leftOut: leftOutBy(changes, rules), proposals: proposalsFor(changes, rules) };
  }

  async read(
    parts: AsyncIterable<DifferencePart>,
    filter: DifferenceFilter,
    signal: AbortSignal,
  ): Promise<ReadDifference> {
    return this.run(parts, filter, null, signal);
  }

  async write(
    parts: AsyncIterable<DifferencePart>,
    filter: DifferenceFilter,
    signal: AbortSignal,
  ): Promise<WrittenDifference> {
    const staged = await (await this.parts.mirror()).blobs.stage();
    try {
      const read = await this.run(parts, filter, staged.path, signal);
      return {
        ...read,
        keep: () => staged.commit(read.diffId, read.sizeBytes),
        discard: () => staged.discard(),
      };
    } catch (error) {
      await staged.discard();
      throw error;
    }
  }

  checkSecrets(
    findings: ReadonlyArray<SecretFinding>,
    options: { readonly what: string; readonly allowSecrets: boolean },
  ): ReadonlyArray<SecretFinding> {
    return checkSecrets(this.parts.store, findings, options);
  }

  async compareFile(
    imageId: string,
    path: string,
    after: FileBeginning | null,
    signal: AbortSignal,
  ): Promise<FileDiff> {
    const mirror = await this.parts.mirror();
    const inside = layerPath(path);
    const { diff_ids: diffIds } = mirror.images.find(imageId).config.rootfs;
    const before = await readInLayers(mirror, diffIds, inside, diffLimitBytes);
    return compareFiles(this.parts.workers, `/${inside}`, before, after, signal);
  }

  async assemble(
    { imageId, config }: SnapshotSource,
    layer: WrittenDifference,
    options: CommitOptions,
  ): Promise<string> {
    const mirror = await this.parts.mirror();
    const { diffId, sizeBytes, entries, secrets } = layer;
    const { config: image } = mirror.images.find(imageId);
    const isEmpty = entries.length === 0;
    const lease = mirror.lease([...image.rootfs.diff_ids, diffId]);
    try {
      if (!isEmpty) {
        await layer.keep();
        await mirror.layers.put(diffId, sizeBytes, entries);
        mirror.secrets.putFindings(diffId, secrets);
      }
      const made = snapshotConfig({ image, config }, options, { diffId, isEmpty }, new Date());
      const added = await mirror.images.add(
        { config: made, origin: 'snapshot', originDetail: options.container },
        [],
      );
      return added.summary.id;
    } finally {
      lease.dispose();
    }
  }

  checkOptions(options: CommitOptions): void {
    if (options.reference !== undefined) parseReference(options.reference);
    compilePathPatterns(options.exclude ?? []);
    const nothing = { architecture: '', os: '', config: {}, history: [] };
    applyChanges({ ...nothing, rootfs: { type: 'layers', diff_ids: [] } }, options.changes ?? []);
  }

  remember(engine: string, entry: Omit<TimelineEntry, 'names'>): void {
    this.parts.store.snapshots.addOf(engine, entry);
  }

  timeline(
    engine: string,
    seed: TimelineSeed,
    names: ReadonlyMap<string, ReadonlyArray<string>>,
  ): ReadonlyArray<TimelineEntry> {
    const { snapshots } = this.parts.store;
    const all = snapshots.listOf(engine).filter(({ imageId }) => {
      if (names.has(imageId)) return true;
      // Whoever removed the image there could not tell.
      snapshots.removeOf(engine, imageId);
      return false;
    });
    const { name, containerId, imageId } = seed;
    const seeds = all.filter((each) => {
      if (each.imageId === imageId) return true;
      if (containerId !== null) return each.containerId === containerId;
      const isNamed = each.containerName === name || each.containerId.startsWith(name);
      return isNamed || each.parentImageId === imageId;
    });
    return lineOf(all, seeds).map((each) => ({ ...each, names: names.get(each.imageId) ?? [] }));
  }

  private async run(
    parts: AsyncIterable<DifferencePart>,
    filter: DifferenceFilter,
    targetPath: string | null,
    signal: AbortSignal,
  ) {
    const feeder = new StreamFeeder(frameParts(parts));
    feeder.forget();
    try {
      return await this.parts.workers.run(
        'read-difference',
        { ...filter, source: { kind: 'port', port: feeder.port }, targetPath },
        { signal, transfer: [feeder.port] },
      );
    } finally {
      feeder.dispose();
    }
  }
}
