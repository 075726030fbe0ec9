import type {
  DiskUsage,
  HistoryLine,
  ImageDetail,
  ImageSummary,
  ImageWaste,
} from '../../../../shared/model/image';
import type {
  PullOptions,
  PullResult,
  PushOptions,
  PushResult,
} from '../../../../shared/model/registry';
import type { Identified, ImportOptions, ImportResult } from '../../../../shared/model/import';
import type { TreeNode } from '../../../../shared/model/layer';
import type { FileDiff, ImageComparison } from '../../../../shared/model/snapshot';
import { parseReference } from '../../../oci/reference';
import type {
  ImageOperations,
  PruneResult,
  RemovedItem,
  SaveOptions,
  WorkContext,
} from '../../engine';
import type { EngineConnection } from '../connection';
import type { DockerApi } from '../docker-api';
import { inBatches } from '../in-batches';
import type { LocalParts } from '../local-parts';
import { loadImages, saveImages } from './archives';
import { ImageMirror } from './image-mirror';
import {
  historyLine,
  imageDetail,
  imageNames,
  imageSummary,
  prefixedId,
  type HistoryAnswer,
  type ImageAnswer,
} from './image-shapes';
import { importImage } from './import-image';
import { longestCommonChain, passesOverKnownLayers } from './known-layers';
import { imageUsage } from './image-usage';
import { pullImage, pushImage } from './transfers';

interface ListAnswer {
  readonly Id: string;
  readonly RepoTags?: ReadonlyArray<string> | null;
}

interface RemoveAnswer {
  readonly Untagged?: string;
  readonly Deleted?: string;
}

interface ContainerAnswer {
  readonly ImageID: string;
  readonly Names?: ReadonlyArray<string>;
}

/** What never changes about an image. */
interface KnownImage {
  readonly image: ImageAnswer;
  readonly history: ReadonlyArray<HistoryAnswer>;
}

/** Images of an engine that speaks Docker's API. */
export class DockerImages implements ImageOperations {
  private readonly known = new Map<string, Promise<KnownImage>>();
  private readonly mirror: ImageMirror;

  constructor(
    private readonly connection: EngineConnection,
    private readonly local: LocalParts,
  ) {
    this.mirror = new ImageMirror(connection.api, local);
  }

  async list(): Promise<ReadonlyArray<ImageSummary>> {
    const api = await this.connection.api();
    const listed = await api.json<ReadonlyArray<ListAnswer>>({
      method: 'GET',
      path: '/images/json',
      what: 'List images',
    });
    const ids = new Set(listed.map((image) => image.Id));
    for (const id of this.known.keys()) if (!ids.has(id)) this.known.delete(id);
    const summaries = await inBatches(listed, async ({ Id, RepoTags }) => {
      // One that is removed meanwhile is not listed.
      const found = await this.details(api, Id).catch(() => null);
      return found === null
        ? null
        : { ...imageSummary(found.image, found.history), names: imageNames(RepoTags) };
    });
    return summaries.filter((summary) => summary !== null);
  }

  async inspect(name: string): Promise<ImageDetail> {
    const api = await this.connection.api();
    const [image, history] = await Promise.all([this.answer(api, name), askHistory(api, name)]);
    return imageDetail(image, history, await usersOf(api, prefixedId(image.Id)));
  }

  async history(name: string): Promise<ReadonlyArray<HistoryLine>> {
    return (await askHistory(await this.connection.api(), name)).map(historyLine);
  }

  async tree(name: string, layer: number | null, path: string): Promise<ReadonlyArray<TreeNode>> {
    const { mirror, id } = await this.copyOf(name);
    return mirror.tree(id, layer, path);
  }

  async readFile(name: string, path: string, limitBytes: number): Promise<Uint8Array> {
    const { mirror, id } = await this.copyOf(name);
    return mirror.readFile(id, path, limitBytes);
  }

  async waste(name: string): Promise<ImageWaste> {
    const { mirror, id } = await this.copyOf(name);
    return mirror.waste(id);
  }

  async compare(before: string, after: string, signal: AbortSignal): Promise<ImageComparison> {
    const [one, other] = [await this.copyOf(before), await this.copyOf(after)];
    return one.mirror.compare(one.id, other.id, signal);
  }

  async compareFile(
    before: string,
    after: string,
    path: string,
    signal: AbortSignal,
  ): Promise<FileDiff> {
    const [one, other] = [await this.copyOf(before), await this.copyOf(after)];
    return one.mirror.compareFile(one.id, other.id, path, signal);
  }

  async pull(name: string, options: PullOptions, work: WorkContext): Promise<PullResult> {
    const api = await this.connection.api();
    const result = await pullImage(api, this.local, name, options, work);
    this.connection.changed('images');
    return result;
  }

  async push(name: string, options: PushOptions, work: WorkContext): Promise<PushResult> {
    return pushImage(await this.connection.api(), this.local, name, options, work);
  }

  async tag(source: string, target: string): Promise<void> {
    const { registry, repository, tag } = parseReference(target);
    const api = await this.connection.api();
    await api.json({
      method: 'POST',
      path: `/images/${encodeURIComponent(source)}/tag`,
      query: { repo: `${registry}/${repository}`, tag: tag ?? 'latest' },
      what: `Tag image ${source}`,
    });
    this.connection.changed('images');
  }

  async remove(
    name: string,
    options: { readonly force: boolean },
  ): Promise<ReadonlyArray<RemovedItem>> {
    const api = await this.connection.api();
    const removed = await api.json<ReadonlyArray<RemoveAnswer>>({
      method: 'DELETE',
      path: `/images/${encodeURIComponent(name)}`,
      query: { force: options.force },
      what: `Remove image ${name}`,
    });
    this.connection.changed('images');
    return removedItems(removed);
  }

  async prune(options: { readonly all: boolean }, work: WorkContext): Promise<PruneResult> {
    const api = await this.connection.api();
    const answer = await api.json<{
      readonly ImagesDeleted?: ReadonlyArray<RemoveAnswer> | null;
      readonly SpaceReclaimed?: number;
    }>({
      method: 'POST',
      path: '/images/prune',
      query: { filters: JSON.stringify({ dangling: [options.all ? 'false' : 'true'] }) },
      signal: work.signal,
      what: 'Remove unused images',
    });
    this.connection.changed('images');
    const removed = removedItems(answer.ImagesDeleted ?? []);
    return { removed, freedBytes: answer.SpaceReclaimed ?? 0 };
  }

  async usage(): Promise<DiskUsage> {
    return imageUsage(await this.connection.api());
  }

  identify(path: string, signal: AbortSignal): Promise<Identified> {
    return this.local.files.images.identify(path, signal);
  }

  async import(
    options: ImportOptions,
    work: WorkContext,
    stdin?: NodeJS.ReadableStream,
  ): Promise<ImportResult> {
    const api = await this.connection.api();
    const result = await importImage({ api, images: this }, this.local, options, work, stdin);
    this.connection.changed('images');
    return result;
  }

  async load(source: string | NodeJS.ReadableStream, work: WorkContext): Promise<ImportResult> {
    const api = await this.connection.api();
    const result = await loadImages({ api, images: this }, this.local, source, work);
    this.connection.changed('images');
    return result;
  }

  async knownLayers(diffIds: ReadonlyArray<string>): Promise<number> {
    if (!(await passesOverKnownLayers(await this.connection.api()))) return 0;
    return longestCommonChain(diffIds, await this.list());
  }

  async save(
    names: ReadonlyArray<string>,
    target: string | NodeJS.WritableStream,
    options: SaveOptions,
    work: WorkContext,
  ): Promise<void> {
    await saveImages(await this.connection.api(), this.local, names, target, options, work);
  }

  /** The image in the mirror, its layers indexed. */
  async copyOf(name: string) {
    const image = await this.answer(await this.connection.api(), name);
    return this.mirror.copyOf(prefixedId(image.Id));
  }

  private answer(api: DockerApi, name: string): Promise<ImageAnswer> {
    return api.json<ImageAnswer>({
      method: 'GET',
      path: `/images/${encodeURIComponent(name)}/json`,
      what: `Inspect image ${name}`,
    });
  }

  private details(api: DockerApi, id: string): Promise<KnownImage> {
    let known = this.known.get(id);
    if (known === undefined) {
      known = Promise.all([this.answer(api, id), askHistory(api, id)]).then(([image, history]) => ({
        image,
        history,
      }));
      this.known.set(id, known);
      known.catch(() => this.known.delete(id));
    }
    return known;
  }
}

function askHistory(api: DockerApi, name: string): Promise<ReadonlyArray<HistoryAnswer>> {
  return api.json<ReadonlyArray<HistoryAnswer>>({
    method: 'GET',
    path: `/images/${encodeURIComponent(name)}/history`,
    what: `Show the history of image ${name}`,
  });
}

async function usersOf(api: DockerApi, imageId: string): Promise<ReadonlyArray<string>> {
  const containers = await api.json<ReadonlyArray<ContainerAnswer>>({
    method: 'GET',
    path: '/containers/json',
    query: { all: true },
    what: 'List containers',
  });
  return containers
    .filter((container) => prefixedId(container.ImageID) === imageId)
    .flatMap((container) => container.Names?.[0]?.replace(/^\//, '') ?? []);
}

function removedItems(answers: ReadonlyArray<RemoveAnswer>): ReadonlyArray<RemovedItem> {
  return answers.flatMap(({ Untagged, Deleted }): ReadonlyArray<RemovedItem> => [
    ...(Untagged === undefined
      ? []
      : [{ kind: 'untagged' as const, value: imageNames([Untagged])[0] ?? Untagged }]),
    ...(Deleted === undefined ? [] : [{ kind: 'deleted' as const, value: prefixedId(Deleted) }]),
  ]);
}
