import type {
  DiskUsage,
  HistoryLine,
  ImageDetail,
  ImageSummary,
  ImageWaste,
} from '../../../../shared/model/image';
import type { TreeNode } from '../../../../shared/model/layer';
import type { FileDiff, ImageComparison } from '../../../../shared/model/snapshot';
import { pruneEvent } from '../../../store/container-events';
import type { ContainerRecord, GarbageResult, Store } from '../../../store/store';
import type { ImageOperations, PruneResult, RemovedItem, WorkContext } from '../../engine';
import { compareFiles, diffLimitBytes, type TextDiffer } from '../text-diff';
import { compareTrees, type ComparedImage } from './compare-images';
import { compareConfigs } from './config-diff';
import { historyLines } from './history';
import { layerChildren, layerPath, mergedChildren } from './image-tree';
import { readImageFile, readInLayers } from './read-file';
import { planRemoval } from './remove-image';
import { TreeCache } from './tree-cache';

export interface EmbeddedImagesParts {
  readonly store: Store;
  /** Compares texts. */
  readonly workers: TextDiffer;
  /** Removes unpacked copies of layers: their files belong to ids of the sandbox. */
  readonly sandbox: { evict(diffIds: ReadonlyArray<string>): Promise<void> };
}

/** Everything about images but moving archives in and out. */
export class EmbeddedImages implements Omit<
  ImageOperations,
  'identify' | 'import' | 'load' | 'knownLayers' | 'save' | 'pull' | 'push'
> {
  private readonly trees: TreeCache;

  constructor(private readonly parts: EmbeddedImagesParts) {
    this.trees = new TreeCache(parts.store.layers);
  }

  async list(): Promise<ReadonlyArray<ImageSummary>> {
    return this.parts.store.images.list();
  }

  async inspect(name: string): Promise<ImageDetail> {
    const { summary, config } = this.parts.store.images.find(name);
    const repoDigests = this.parts.store.distribution.digests(summary.id);
    return {
      ...summary,
      config,
      repoDigests,
      containers: this.users(summary.id).map((user) => user.name),
    };
  }

  async history(name: string): Promise<ReadonlyArray<HistoryLine>> {
    return historyLines(this.parts.store.images.find(name));
  }

  async tree(name: string, layer: number | null, path: string): Promise<ReadonlyArray<TreeNode>> {
    const diffIds = this.diffIds(name);
    return layer === null
      ? mergedChildren(await this.trees.get(diffIds), layerPath(path))
      : layerChildren(this.parts.store.layers, diffIds, layer, layerPath(path));
  }

  async readFile(name: string, path: string, limitBytes: number): Promise<Uint8Array> {
    const diffIds = this.diffIds(name);
    const tree = await this.trees.get(diffIds);
    return readImageFile(this.parts.store, diffIds, tree, layerPath(path), limitBytes);
  }

  async waste(name: string): Promise<ImageWaste> {
    return (await this.trees.get(this.diffIds(name))).waste;
  }

  async compare(before: string, after: string, signal: AbortSignal): Promise<ImageComparison> {
    const { images, layers } = this.parts.store;
    const [old, now] = [images.find(before), images.find(after)];
    const sides = await Promise.all(
      [old, now].map(async ({ config }) => {
        const diffIds = config.rootfs.diff_ids;
        return { diffIds, tree: await this.trees.get(diffIds) };
      }),
    );
    const [oldSide, nowSide] = sides as [ComparedImage, ComparedImage];
    return {
      before: old.summary.id,
      after: now.summary.id,
      changes: await compareTrees(layers, oldSide, nowSide, signal),
      config: compareConfigs(old.config, now.config),
    };
  }

  async compareFile(
    before: string,
    after: string,
    path: string,
    signal: AbortSignal,
  ): Promise<FileDiff> {
    const inside = layerPath(path);
    const [old, now] = await Promise.all(
      [before, after].map((name) =>
        readInLayers(this.parts.store, this.diffIds(name), inside, diffLimitBytes),
      ),
    );
    return compareFiles(this.parts.workers, `/${inside}`, old ?? null, now ?? null, signal);
  }

  async tag(source: string, target: string): Promise<void> {
    const { images } = this.parts.store;
    await images.tag(images.find(source).summary.id, target);
  }

  async remove(
    name: string,
    options: { readonly force: boolean },
  ): Promise<ReadonlyArray<RemovedItem>> {
    const { images } = this.parts.store;
    const { summary } = images.find(name);
    const plan = planRemoval(summary, name, this.users(summary.id), options.force);
    const untagged = plan.untag.map((value): RemovedItem => ({ kind: 'untagged', value }));
    if (!plan.deleteImage) {
      for (const value of plan.untag) await images.untag(value);
      return untagged;
    }
    await images.remove(summary.id);
    const garbage = await this.collect(new AbortController().signal);
    return [
      ...untagged,
      { kind: 'deleted', value: summary.id },
      ...deletedLayers([summary], garbage),
    ];
  }

  async prune(options: { readonly all: boolean }, work: WorkContext): Promise<PruneResult> {
    const { store } = this.parts;
    const used = new Set(store.containers.list().map((container) => container.imageId));
    const victims = store.images
      .list()
      .filter((image) => !used.has(image.id) && (options.all || image.names.length === 0));
    const total = victims.length;
    work.progress({ done: 0, total, unit: 'steps', label: '' });
    await store.images.removeMany(victims.map((image) => image.id));
    const removed = victims.flatMap((image): RemovedItem[] => [
      ...image.names.map((value): RemovedItem => ({ kind: 'untagged', value })),
      { kind: 'deleted', value: image.id },
    ]);
    store.cache.prune({ all: options.all, keepBytes: store.settings.get().cacheLimitBytes });
    const garbage = await this.collect(work.signal);
    removed.push(...deletedLayers(victims, garbage));
    work.progress({ done: total, total, unit: 'steps', label: '' });
    store.events.add(pruneEvent('image', garbage.freedBytes));
    return { removed, freedBytes: garbage.freedBytes };
  }

  usage(): Promise<DiskUsage> {
    return this.parts.store.usage();
  }

  private async collect(signal: AbortSignal): Promise<GarbageResult> {
    const garbage = await this.parts.store.collectGarbage(signal);
    // Copies that cannot be removed now (no sandbox on this machine) are found again next time.
    await this.parts.sandbox.evict(garbage.removedUnpacked).catch(() => undefined);
    return garbage;
  }

  private diffIds(name: string): ReadonlyArray<string> {
    return this.parts.store.images.find(name).config.rootfs.diff_ids;
  }

  private users(imageId: string): ReadonlyArray<ContainerRecord> {
    return this.parts.store.containers.list().filter((container) => container.imageId === imageId);
  }
}

/** Of what a collection removed, the layers of the given images; manifests and configs are not shown. */
function deletedLayers(
  images: ReadonlyArray<ImageSummary>,
  garbage: GarbageResult,
): ReadonlyArray<RemovedItem> {
  const gone = new Set(garbage.removedBlobs);
  const layers = new Set(images.flatMap((image) => image.layers.map((layer) => layer.diffId)));
  return [...layers]
    .filter((diffId) => gone.has(diffId))
    .map((value) => ({ kind: 'deleted', value }));
}
